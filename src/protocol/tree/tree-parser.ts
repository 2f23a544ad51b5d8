import type { ListShape, MapShape, Member, NumberShape, StructureShape, Target } from "../../models/shape.ts";
import { checkDepth } from "../malformed-input.ts";
import { setOwn } from "../record.ts";
import { ShapeCompiler } from "../shape-compiler.ts";

/** Turns a value of a generic tree (decoded JSON or CBOR) into typed input. @throws MalformedInput */
export type TreeParser = (value: unknown, depth: number) => unknown;

/** What differs between the formats that decode into a tree. Each reader throws MalformedInput for another type. */
export interface TreeReader {
  structure(value: unknown): Readonly<Record<string, unknown>>;
  list(value: unknown): readonly unknown[];
  map(value: unknown): Readonly<Record<string, unknown>>;
  string(value: unknown): string;
  boolean(value: unknown): boolean;
  number(value: unknown, shape: NumberShape): number;
  blob(value: unknown): Uint8Array;
  timestamp(value: unknown): Date;
  /** A member's name on this wire. */
  nameOf(member: Member): string;
}

/** Makes a compiler of parsers for one format. */
export const treeParsers = (reader: TreeReader): ShapeCompiler<TreeParser> =>
  new ShapeCompiler<TreeParser>(({ shape }, compile) => {
    switch (shape.kind) {
      case "structure":
        return structureParser(shape.members, reader, compile);
      case "list":
        return listParser(shape, reader, compile);
      case "map":
        return mapParser(shape, reader, compile);
      case "string":
      case "boolean":
      case "blob":
      case "timestamp":
        return reader[shape.kind];
      case "document":
        return (value) => value;
      case "integer":
      case "long":
      case "float":
      case "double":
        return (value) => reader.number(value, shape);
      default:
        return shape satisfies never;
    }
  });

type Compile = (target: Target) => TreeParser;

/** Parses these members out of one object, leaving out null ones and what the model does not know. */
export const structureParser = (
  members: StructureShape["members"],
  reader: TreeReader,
  compile: Compile,
): TreeParser => {
  const fields = members.map((member) => ({
    name: member.name,
    wireName: reader.nameOf(member),
    parse: compile(member),
  }));
  return (value, depth) => {
    checkDepth(depth);
    const source = reader.structure(value);
    const result: Record<string, unknown> = {};
    for (const { name, wireName, parse } of fields) {
      const item = Object.hasOwn(source, wireName) ? source[wireName] : undefined;
      if (item !== undefined && item !== null) result[name] = parse(item, depth + 1);
    }
    return result;
  };
};

/** Keeps null elements: whether they may be there is a constraint, not a matter of type. */
const listParser = (shape: ListShape, reader: TreeReader, compile: Compile): TreeParser => {
  const parse = compile(shape.member);
  return (value, depth) => {
    checkDepth(depth);
    return reader.list(value).map((item) => (item === null || item === undefined ? null : parse(item, depth + 1)));
  };
};

const mapParser = (shape: MapShape, reader: TreeReader, compile: Compile): TreeParser => {
  const parse = compile(shape.value);
  return (value, depth) => {
    checkDepth(depth);
    const result: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(reader.map(value))) {
      setOwn(result, key, item === null || item === undefined ? null : parse(item, depth + 1));
    }
    return result;
  };
};
