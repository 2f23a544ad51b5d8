import type { ListShape, MapShape, StructureShape, Target } from "../../models/shape.ts";
import { checkDepth, MalformedInput } from "../malformed-input.ts";
import { setOwn } from "../record.ts";
import { ShapeCompiler } from "../shape-compiler.ts";
import { compileTextParser } from "../text-scalar.ts";
import { numberedChildren, type QueryNode } from "./query-tree.ts";

/** @throws MalformedInput */
export type QueryParser = (node: QueryNode, depth: number) => unknown;

/** Compiles parsers that walk the tree of a form; names follow the model's, numbers count from 1. */
export const queryParsers = (): ShapeCompiler<QueryParser> =>
  new ShapeCompiler<QueryParser>((target, compile) => {
    const { shape, traits } = target;
    if (shape.kind === "structure") return structureParser(shape, compile);
    if (shape.kind === "list") return listParser(shape, traits.flattened, compile);
    if (shape.kind === "map") return mapParser(shape, traits.flattened, compile);
    const parse = compileTextParser(shape);
    return ({ text }) => {
      if (text === undefined) throw new MalformedInput("Start of structure or map found where not expected.");
      return parse(text);
    };
  });

type Compile = (target: Target) => QueryParser;

const structureParser = ({ members }: StructureShape, compile: Compile): QueryParser => {
  const fields = members.map((member) => ({
    name: member.name,
    wireName: flattenedListName(member) ?? member.traits.locationName ?? member.name,
    parse: compile(member),
  }));
  return (node, depth) => {
    checkDepth(depth);
    const result: Record<string, unknown> = {};
    for (const { name, wireName, parse } of fields) {
      const child = node.children.get(wireName);
      if (child !== undefined) result[name] = parse(child, depth + 1);
    }
    return result;
  };
};

/** A flattened list goes by the name of its elements where they have one. */
const flattenedListName = ({ shape, traits }: Target): string | undefined =>
  shape.kind === "list" && traits.flattened ? shape.member.traits.locationName : undefined;

/** `Names=` alone is the empty list. */
const listParser = (shape: ListShape, flattened: boolean, compile: Compile): QueryParser => {
  const parse = compile(shape.member);
  const wireName = shape.member.traits.locationName ?? "member";
  return (node, depth) => {
    checkDepth(depth);
    const parent = flattened ? node : node.children.get(wireName);
    return parent === undefined ? [] : numberedChildren(parent).map((child) => parse(child, depth + 1));
  };
};

const mapParser = (shape: MapShape, flattened: boolean, compile: Compile): QueryParser => {
  const parse = compile(shape.value);
  const keyName = shape.key.traits.locationName ?? "key";
  const valueName = shape.value.traits.locationName ?? "value";
  return (node, depth) => {
    checkDepth(depth);
    const result: Record<string, unknown> = {};
    const parent = flattened ? node : node.children.get("entry");
    for (const entry of parent === undefined ? [] : numberedChildren(parent)) {
      const key = entry.children.get(keyName)?.text;
      const value = entry.children.get(valueName);
      if (key !== undefined) setOwn(result, key, value === undefined ? null : parse(value, depth + 1));
    }
    return result;
  };
};
