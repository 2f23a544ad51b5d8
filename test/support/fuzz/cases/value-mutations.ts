import type { ListShape, MapShape, Shape, StructureShape } from "../../../../src/models/shape.ts";
import { RawText } from "../wire/raw-text.ts";
import type { Mutation } from "./mutation.ts";
import { numberMutations } from "./number-mutations.ts";
import { textMutations } from "./text-mutations.ts";

/** More elements are not made, whatever the model allows. */
const SANE_COUNT = 1_100;

/** Everything odd to put in the place of a value of this shape. `value` is a good one. */
export const valueMutations = (shape: Shape, value: unknown): readonly Mutation[] => {
  switch (shape.kind) {
    case "string":
      return textMutations(shape, value);
    case "integer":
    case "long":
    case "float":
    case "double":
      return numberMutations(shape);
    case "list":
      return listMutations(shape, value);
    case "map":
      return mapMutations(shape, value);
    case "structure":
      return structureMutations(shape, value);
    case "boolean":
      return rawMutations(["true", "false", '"true"', '"yes"', '"maybe"', "0", "1", "[]", "{}"]);
    case "timestamp":
      return rawMutations([
        "0",
        "-1",
        "1.5",
        "1e15",
        "8640000000001",
        "1e400",
        '"2026-02-30T00:00:00Z"',
        '"2026-01-01T00:00:00Z"',
        '"Thu, 01 Jan 2026 00:00:00 GMT"',
        '"yesterday"',
        '""',
        "true",
        "[]",
        "{}",
      ]);
    case "blob":
      return rawMutations(['""', '"no base64!"', '"YQ"', '"YQ==\\n"', '"____"', "12", "true", "[]", "{}"]);
    case "document":
      return rawMutations([
        "{}",
        "[]",
        "12",
        '"text"',
        "true",
        '{"__proto__":1}',
        `${"[".repeat(200)}${"]".repeat(200)}`,
      ]);
    default:
      return shape satisfies never;
  }
};

const rawMutations = (texts: readonly string[]): readonly Mutation[] =>
  texts.map((text) => ({ title: `${text.slice(0, 40)} in its place`, value: new RawText(text) }));

const NO_LIST = ['"text"', "12", "true", "{}"];

const listMutations = ({ min, max }: ListShape, value: unknown): readonly Mutation[] => {
  const [item = "text"] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  const ofLength = (length: number): unknown[] => Array.from({ length }, () => item);
  return [
    { title: "an empty list", value: [], forbidden: (min ?? 0) > 0 },
    { title: "a list of null", value: new RawText("[null]") },
    { title: "the same element twice", value: ofLength(2) },
    { title: "a list in a list", value: [[item]] },
    ...(min !== undefined && min > 0 ? [{ title: "as few elements as may be", value: ofLength(min) }] : []),
    ...(max !== undefined && max <= SANE_COUNT
      ? [
          { title: "as many elements as may be", value: ofLength(max) },
          { title: "an element too many", value: ofLength(max + 1), forbidden: true },
        ]
      : [{ title: "many elements", value: ofLength(SANE_COUNT) }]),
    ...rawMutations(NO_LIST),
  ];
};

const mapMutations = ({ max, key }: MapShape, value: unknown): readonly Mutation[] => {
  const [item = "text"] = Object.values(value ?? {}) as readonly unknown[];
  const ofKeys = (...keys: readonly string[]): object => Object.fromEntries(keys.map((name) => [name, item]));
  const odd = ["", " ", "__proto__", "constructor", "hasOwnProperty", "a\u0000b", "\ud800", "k".repeat(2_000)];
  const many = Math.min(max ?? SANE_COUNT, SANE_COUNT);
  const names = Array.from({ length: many + 1 }, (_none, index) => `key${index}`);
  return [
    { title: "an empty map", value: {} },
    ...odd.map((name) => ({ title: `the key ${JSON.stringify(name).slice(0, 40)}`, value: ofKeys(name) })),
    { title: "many entries", value: ofKeys(...names.slice(0, many)) },
    ...(max !== undefined && max <= SANE_COUNT && key.shape.kind === "string" && key.shape.pattern === undefined
      ? [{ title: "an entry too many", value: ofKeys(...names), forbidden: true }]
      : []),
    { title: "a value of null", value: new RawText('{"key":null}') },
    { title: "a key twice", value: new RawText('{"key":"a","key":"b"}') },
    ...rawMutations(['"text"', "12", "true", "[]"]),
  ];
};

const structureMutations = ({ union, members }: StructureShape, value: unknown): readonly Mutation[] => [
  { title: "an empty structure", value: {}, forbidden: members.some(({ required }) => required) },
  { title: "an unknown member", value: { ...(value as object), Unheard: "of" } },
  { title: "members named like those of every object", value: { ...(value as object), constructor: 1, toString: [] } },
  ...(union
    ? [{ title: "all members of a union", value: Object.fromEntries(members.map(({ name }) => [name, "x"])) }]
    : []),
  ...rawMutations(['"text"', "12", "true", "[]", '{"__proto__":{"polluted":true}}']),
];
