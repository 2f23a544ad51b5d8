import type { NumberShape } from "../../models/shape.ts";
import { decodeBase64 } from "../base64.ts";
import { cannotConvert, MalformedInput } from "../malformed-input.ts";
import { fitNumber, notANumber, parseBoolean } from "../text-scalar.ts";
import { dateFromSeconds, formatTimestamp, notATimestamp, parseTimestamp, secondsFromDate } from "../timestamp.ts";
import type { TreeReader } from "../tree/tree-parser.ts";
import type { TreeWriter } from "../tree/tree-serializer.ts";

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const STRUCTURE_FOUND = "Start of structure or map found where not expected.";
const LIST_FOUND = "Start of list found where not expected";

/** AWS's name of a JSON token. @throws MalformedInput for structures and lists, which have a message of their own */
const tokenOf = (value: unknown): string => {
  if (Array.isArray(value)) throw new MalformedInput(LIST_FOUND);
  if (typeof value === "object") throw new MalformedInput(STRUCTURE_FOUND);
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  return typeof value === "number" ? "NUMBER_VALUE" : "STRING_VALUE";
};

const SPECIAL_NUMBERS: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity, "-Infinity": -Infinity };

const readNumber = (value: unknown, shape: NumberShape): number => {
  if (typeof value === "number") return fitNumber(value, shape);
  const special = typeof value === "string" ? SPECIAL_NUMBERS[value] : undefined;
  if (special === undefined) throw notANumber(tokenOf(value), shape);
  return fitNumber(special, shape);
};

/** Reads decoded JSON in AWS's words. */
export const jsonReader: TreeReader = {
  structure(value) {
    if (isObject(value)) return value;
    throw new MalformedInput(Array.isArray(value) ? LIST_FOUND : "Expected null");
  },
  map(value) {
    if (isObject(value)) return value;
    throw new MalformedInput(Array.isArray(value) ? LIST_FOUND : "Expected map or null");
  },
  list(value) {
    if (Array.isArray(value)) return value;
    throw new MalformedInput(isObject(value) ? STRUCTURE_FOUND : "Expected list or null");
  },
  string(value) {
    if (typeof value === "string") return value;
    throw cannotConvert(tokenOf(value), "String");
  },
  boolean(value) {
    if (typeof value === "boolean") return value;
    if (typeof value === "string") return parseBoolean(value);
    throw cannotConvert(tokenOf(value), "Boolean");
  },
  number: readNumber,
  blob(value) {
    if (typeof value === "string") return decodeBase64(value);
    throw cannotConvert(tokenOf(value), "Blob");
  },
  timestamp(value) {
    if (typeof value === "number") return dateFromSeconds(value);
    if (typeof value === "string") return parseTimestamp(value);
    throw notATimestamp(tokenOf(value));
  },
  nameOf: (member) => member.traits.locationName ?? member.name,
};

/** Writes trees for `JSON.stringify`. */
export const jsonWriter: TreeWriter = {
  number: (value) => (Number.isFinite(value) ? value : String(value)),
  blob: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64"),
  timestamp: (value, format = "unixTimestamp") =>
    format === "unixTimestamp" ? secondsFromDate(value) : formatTimestamp(value, format),
  nameOf: (member) => member.traits.locationName ?? member.name,
};

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * An empty body is an empty structure, as for AWS.
 * @throws MalformedInput for bytes that are no JSON
 */
export const decodeJson = (body: Uint8Array): unknown => {
  if (body.byteLength === 0) return {};
  try {
    return JSON.parse(decoder.decode(body)) as unknown;
  } catch (cause) {
    throw new MalformedInput("Could not parse request body into json", { cause });
  }
};
