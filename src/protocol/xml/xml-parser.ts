import type { ListShape, MapShape, Member, StructureShape, Target } from "../../models/shape.ts";
import { checkDepth } from "../malformed-input.ts";
import { setOwn } from "../record.ts";
import { ShapeCompiler } from "../shape-compiler.ts";
import { compileTextParser } from "../text-scalar.ts";
import type { XmlElement } from "./xml-reader.ts";
import { memberElementName } from "./xml-serializer.ts";

/** Reads the elements that carry one value: a single one, or all of a flattened list or map. @throws MalformedInput */
export type XmlParser = (elements: readonly XmlElement[], depth: number) => unknown;

/** Compiles parsers of elements. Order does not matter to them, nor do elements that the model does not know. */
export const xmlParsers = (): ShapeCompiler<XmlParser> =>
  new ShapeCompiler<XmlParser>((target, compile) => {
    const { shape, traits } = target;
    if (shape.kind === "structure") return structureParser(shape.members, compile);
    if (shape.kind === "list") return listParser(shape, traits.flattened, compile);
    if (shape.kind === "map") return mapParser(shape, traits.flattened, compile);
    const parse = compileTextParser(shape);
    // White space around a number is layout, in a string it is content.
    const keepsSpace = shape.kind === "string";
    return ([element]) => parse(keepsSpace ? (element?.text ?? "") : (element?.text ?? "").trim());
  });

type Compile = (target: Target) => XmlParser;

/** Parses these members out of one element. */
export const structureParser = (members: StructureShape["members"], compile: Compile): XmlParser => {
  const fields = members.map((member) => ({ name: member.name, read: memberReader(member, compile) }));
  return ([element], depth) => {
    checkDepth(depth);
    const result: Record<string, unknown> = {};
    if (element === undefined) return result;
    const byName = Map.groupBy(element.children, ({ name }) => name);
    for (const { name, read } of fields) {
      const value = read(element, byName, depth + 1);
      if (value !== undefined) result[name] = value;
    }
    return result;
  };
};

type MemberReader = (
  element: XmlElement,
  children: ReadonlyMap<string, readonly XmlElement[]>,
  depth: number,
) => unknown;

const memberReader = (member: Member, compile: Compile): MemberReader => {
  if (member.traits.xmlAttribute) {
    const parse = compileTextParser(member.shape);
    const name = member.traits.locationName ?? member.name;
    return ({ attributes }) => {
      const text = attributes.get(name);
      return text === undefined ? undefined : parse(text);
    };
  }
  const parse = compile(member);
  const name = memberElementName(member);
  return (_element, children, depth) => {
    const found = children.get(name);
    return found === undefined ? undefined : parse(found, depth);
  };
};

const listParser = (shape: ListShape, flattened: boolean, compile: Compile): XmlParser => {
  const parse = compile(shape.member);
  const itemName = shape.member.traits.locationName ?? "member";
  return (elements, depth) => {
    checkDepth(depth);
    const items = flattened ? elements : childrenNamed(elements, itemName);
    return items.map((item) => parse([item], depth + 1));
  };
};

const childrenNamed = ([element]: readonly XmlElement[], name: string): readonly XmlElement[] =>
  (element?.children ?? []).filter((child) => child.name === name);

const mapParser = (shape: MapShape, flattened: boolean, compile: Compile): XmlParser => {
  const parse = compile(shape.value);
  const keyName = shape.key.traits.locationName ?? "key";
  const valueName = shape.value.traits.locationName ?? "value";
  return (elements, depth) => {
    checkDepth(depth);
    const result: Record<string, unknown> = {};
    for (const entry of flattened ? elements : childrenNamed(elements, "entry")) {
      const [key] = childrenNamed([entry], keyName);
      const value = childrenNamed([entry], valueName);
      if (key !== undefined) setOwn(result, key.text, value.length === 0 ? null : parse(value, depth + 1));
    }
    return result;
  };
};
