import type { ListShape, MapShape, Member, Target } from "../../models/shape.ts";
import { ShapeCompiler } from "../shape-compiler.ts";
import { compileTextFormatter } from "../text-scalar.ts";
import { element, escapeAttribute, escapeText, namespaceAttribute } from "./xml-text.ts";

/** Writes a value as elements of this name: one, or one an entry where the list or map is flattened. */
export type XmlSerializer = (name: string, value: unknown) => string;

/** Compiles writers of elements, in the order of the model's members. */
export const xmlSerializers = (): ShapeCompiler<XmlSerializer> =>
  new ShapeCompiler<XmlSerializer>((target, compile) => {
    const { shape } = target;
    const { flattened } = target.traits;
    if (shape.kind === "structure") return structureElement(target, structureContent(shape.members, compile));
    if (shape.kind === "list") return flattened ? flattenedList(shape, compile) : wrappedList(target, shape, compile);
    if (shape.kind === "map") return flattened ? mapEntries(shape, compile) : wrappedMap(target, shape, compile);
    const format = compileTextFormatter(shape, target.traits, "iso8601");
    const attributes = namespaceOf(target);
    return (name, value) => element(name, escapeText(format(value)), attributes);
  });

type Compile = (target: Target) => XmlSerializer;
type Values = Readonly<Record<string, unknown>>;

const namespaceOf = ({ traits: { xmlNamespace } }: Target): string =>
  namespaceAttribute(xmlNamespace?.uri, xmlNamespace?.prefix);

/** What stands inside a structure's element. */
export interface StructureContent {
  readonly attributes: (value: Values) => string;
  readonly children: (value: Values) => string;
}

/** Compiles these members as the content of an element. */
export const structureContent = (members: readonly Member[], compile: Compile): StructureContent => {
  const attributes = members.filter(({ traits }) => traits.xmlAttribute).map(attributeWriter);
  const children = members.filter(({ traits }) => !traits.xmlAttribute).map((member) => childWriter(member, compile));
  return {
    attributes: (value) => attributes.map((write) => write(value)).join(""),
    children: (value) => children.map((write) => write(value)).join(""),
  };
};

const attributeWriter = (member: Member): ((value: Values) => string) => {
  const format = compileTextFormatter(member.shape, member.traits, "iso8601");
  const name = member.traits.locationName ?? member.name;
  return ({ [member.name]: value }) =>
    value === undefined || value === null ? "" : ` ${name}="${escapeAttribute(format(value))}"`;
};

const childWriter = (member: Member, compile: Compile): ((value: Values) => string) => {
  const write = compile(member);
  const name = memberElementName(member);
  return ({ [member.name]: value }) => (value === undefined || value === null ? "" : write(name, value));
};

/** A flattened list goes by the name of its elements where they have one. */
export const memberElementName = ({ name, shape, traits }: Member): string =>
  (shape.kind === "list" && traits.flattened ? shape.member.traits.locationName : undefined) ??
  traits.locationName ??
  name;

const structureElement = (target: Target, { attributes, children }: StructureContent): XmlSerializer => {
  const namespace = namespaceOf(target);
  return (name, value) => element(name, children(value as Values), namespace + attributes(value as Values));
};

const present = (value: unknown): readonly unknown[] =>
  (value as readonly unknown[]).filter((item) => item !== undefined && item !== null);

const flattenedList = (shape: ListShape, compile: Compile): XmlSerializer => {
  const write = compile(shape.member);
  return (name, value) =>
    present(value)
      .map((item) => write(name, item))
      .join("");
};

const wrappedList = (target: Target, shape: ListShape, compile: Compile): XmlSerializer => {
  const write = flattenedList(shape, compile);
  const itemName = shape.member.traits.locationName ?? "member";
  const namespace = namespaceOf(target);
  return (name, value) => element(name, write(itemName, value), namespace);
};

const mapEntries = (shape: MapShape, compile: Compile): XmlSerializer => {
  const write = compile(shape.value);
  const keyName = shape.key.traits.locationName ?? "key";
  const valueName = shape.value.traits.locationName ?? "value";
  return (name, value) =>
    Object.entries(value as Values)
      .filter(([, item]) => item !== undefined && item !== null)
      .map(([key, item]) => element(name, element(keyName, escapeText(key)) + write(valueName, item)))
      .join("");
};

const wrappedMap = (target: Target, shape: MapShape, compile: Compile): XmlSerializer => {
  const write = mapEntries(shape, compile);
  const namespace = namespaceOf(target);
  return (name, value) => element(name, write("entry", value), namespace);
};
