import type { NumberShape, Shape, TimestampFormat, Traits } from "../models/shape.ts";
import { decodeBase64 } from "./base64.ts";
import { cannotConvert, MalformedInput } from "./malformed-input.ts";
import { formatTimestamp, parseTimestamp } from "./timestamp.ts";

/** @throws MalformedInput */
export type TextParser = (text: string) => unknown;
/** Total: output is typed, so nothing can be wrong with it. */
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
      return (text) => fitNumber(parseNumber(text, shape), shape);
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

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  y: true,
  t: true,
  "1": true,
  false: false,
  no: false,
  n: false,
  f: false,
  "0": false,
};

/**
 * PARITY: AWS takes each of these words, in either case, and its message has the wrong article.
 * @throws MalformedInput
 */
export const parseBoolean = (text: string): boolean => {
  const word = text.toLowerCase();
  const value = Object.hasOwn(BOOLEANS, word) ? BOOLEANS[word] : undefined;
  if (value === undefined) throw new MalformedInput("STRING_VALUE can not be converted to an Boolean");
  return value;
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

const GREATEST_INTEGER = 2 ** 31 - 1;
const LEAST_INTEGER = -(2 ** 31);

/**
 * PARITY: AWS cuts a number to its type: the fraction goes, and an integer beyond 32 bits becomes the nearest one, so
 * that a constraint and not a type is what it breaks.
 * LIMIT: a long beyond 2^53 is refused, because a JavaScript number would silently be another one.
 * @throws MalformedInput
 */
export const fitNumber = (value: number, shape: NumberShape): number => {
  if (shape.kind === "float" || shape.kind === "double") return value;
  const whole = Math.trunc(value);
  if (shape.kind === "integer" && !Number.isNaN(whole)) {
    return Math.min(Math.max(whole, LEAST_INTEGER), GREATEST_INTEGER);
  }
  if (!Number.isSafeInteger(whole)) throw notANumber("NUMBER_VALUE", shape);
  return whole;
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
