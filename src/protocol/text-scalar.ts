import type { NumberShape, Shape, TimestampFormat, Traits } from "../models/shape.ts";
import { decodeBase64 } from "./base64.ts";
import { cannotConvert, type MalformedInput } from "./malformed-input.ts";
import { formatTimestamp, parseTimestamp } from "./timestamp.ts";

export type TextParser = (text: string) => unknown;
export type TextFormatter = (value: unknown) => string;

/**
 * Compiles the reader of a scalar that travels as text: labels, headers, query parameters, XML and query bodies.
 * @throws when the shape is no scalar, which no model does
 */
export const compileTextParser = (shape: Shape): TextParser => {
  switch (shape.kind) {
    case "string":
      return (text) => text;
    case "boolean":
      return parseBoolean;
    case "integer":
    case "long":
    case "float":
    case "double":
      return (text) => checkNumber(parseNumber(text, shape), shape, "STRING_VALUE");
    case "timestamp":
      return parseTimestamp;
    case "blob":
      return decodeBase64;
    case "document":
    case "list":
    case "map":
    case "structure":
      throw new TypeError(`${shape.name} cannot travel as text`);
    default:
      return shape satisfies never;
  }
};

const parseBoolean = (text: string): boolean => {
  if (text === "true") return true;
  if (text === "false") return false;
  throw cannotConvert(`'${text.slice(0, 32)}'`, "Boolean");
};

/** Names of Java's types, which AWS's messages speak of. */
const TYPE_NAMES = { integer: "Integer", long: "Long", float: "Float", double: "Double" } as const;

const NUMERIC = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NOT_FINITE: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity, "-Infinity": -Infinity };

const parseNumber = (text: string, shape: NumberShape): number => {
  const special = NOT_FINITE[text];
  if (special !== undefined) return special;
  if (!NUMERIC.test(text)) throw cannotConvert("STRING_VALUE", TYPE_NAMES[shape.kind]);
  return Number(text);
};

const LIMITS = { integer: 2 ** 31, long: 2 ** 53 } as const;

/**
 * Whole numbers are whole and fit their type.
 * LIMIT: a long beyond 2^53 is refused, because a JavaScript number would silently be another one.
 * @throws MalformedInput
 */
export const checkNumber = (value: number, shape: NumberShape, token: string): number => {
  if (shape.kind === "float" || shape.kind === "double") return value;
  const limit = LIMITS[shape.kind];
  if (!Number.isInteger(value) || value >= limit || value < -limit) throw cannotConvert(token, TYPE_NAMES[shape.kind]);
  return value;
};

/** @throws MalformedInput: the wire's value, called `token`, is no number */
export const notANumber = (token: string, shape: NumberShape): MalformedInput =>
  cannotConvert(token, TYPE_NAMES[shape.kind]);

/** Compiles the writer of a scalar as text. `fallback` is what the place prefers where the model is silent. */
export const compileTextFormatter = (shape: Shape, traits: Traits, fallback: TimestampFormat): TextFormatter => {
  if (shape.kind === "timestamp") {
    const format = traits.timestampFormat ?? fallback;
    return (value) => formatTimestamp(value as Date, format);
  }
  if (shape.kind === "blob") return (value) => Buffer.from(value as Uint8Array).toString("base64");
  return String;
};
