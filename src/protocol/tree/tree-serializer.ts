import type { ListShape, MapShape, Member, StructureShape, Target, TimestampFormat } from "../../models/shape.ts";
import { setOwn } from "../record.ts";
import { ShapeCompiler } from "../shape-compiler.ts";

/** Turns typed output into a tree that the format's encoder writes as it is. */
export type TreeSerializer = (value: unknown) => unknown;

/** What differs between the formats that are encoded from a tree. */
export interface TreeWriter {
  number(value: number): unknown;
  blob(value: Uint8Array): unknown;
  timestamp(value: Date, format: TimestampFormat | undefined): unknown;
  nameOf(member: Member): string;
}

/** Makes a compiler of serializers for one format. */
export const treeSerializers = (writer: TreeWriter): ShapeCompiler<TreeSerializer> =>
  new ShapeCompiler<TreeSerializer>((target, compile) => {
    const { shape, traits } = target;
    switch (shape.kind) {
      case "structure":
        return structureSerializer(shape.members, writer, compile);
      case "list":
        return listSerializer(shape, compile);
      case "map":
        return mapSerializer(shape, compile);
      case "blob":
        return (value) => writer.blob(value as Uint8Array);
      case "timestamp":
        return (value) => writer.timestamp(value as Date, traits.timestampFormat);
      case "integer":
      case "long":
      case "float":
      case "double":
        return (value) => writer.number(value as number);
      case "string":
      case "boolean":
      case "document":
        return (value) => value;
      default:
        return shape satisfies never;
    }
  });

type Compile = (target: Target) => TreeSerializer;

/** Writes these members, leaving out the absent ones. */
export const structureSerializer = (
  members: StructureShape["members"],
  writer: TreeWriter,
  compile: Compile,
): TreeSerializer => {
  const fields = members.map((member) => ({
    name: member.name,
    wireName: writer.nameOf(member),
    serialize: compile(member),
  }));
  return (value) => {
    const source = value as Readonly<Record<string, unknown>>;
    const result: Record<string, unknown> = {};
    for (const { name, wireName, serialize } of fields) {
      const item = source[name];
      if (item !== undefined && item !== null) result[wireName] = serialize(item);
    }
    return result;
  };
};

const listSerializer = (shape: ListShape, compile: Compile): TreeSerializer => {
  const serialize = compile(shape.member);
  return (value) =>
    (value as readonly unknown[]).map((item) => (item === null || item === undefined ? null : serialize(item)));
};

const mapSerializer = (shape: MapShape, compile: Compile): TreeSerializer => {
  const serialize = compile(shape.value);
  return (value) => {
    const result: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value as Readonly<Record<string, unknown>>)) {
      if (item !== undefined && item !== null) setOwn(result, key, serialize(item));
    }
    return result;
  };
};
