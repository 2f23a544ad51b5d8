import type { NumberShape } from "../../models/shape.ts";
import type { DocumentCodec, DocumentParser } from "../document-codec.ts";
import { cannotConvert, MalformedInput } from "../malformed-input.ts";
import { fitNumber, notANumber } from "../text-scalar.ts";
import { dateFromSeconds, notATimestamp, secondsFromDate } from "../timestamp.ts";
import { structureParser, treeParsers, type TreeParser, type TreeReader } from "../tree/tree-parser.ts";
import { structureSerializer, treeSerializers, type TreeWriter } from "../tree/tree-serializer.ts";
import { CborTag, decodeCbor } from "./cbor-decoder.ts";
import { encodeCbor } from "./cbor-encoder.ts";

const EPOCH_SECONDS = 1;

type CborMap = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is CborMap =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Uint8Array) &&
  !(value instanceof CborTag);

const readMap = (value: unknown): CborMap => {
  if (isMap(value)) return value;
  throw new MalformedInput(Array.isArray(value) ? "Start of list found where not expected" : "Expected map or null");
};

/** A value's name in messages, after those of JSON's tokens. */
const tokenOf = (value: unknown): string => {
  if (isMap(value)) throw new MalformedInput("Start of structure or map found where not expected.");
  if (Array.isArray(value)) throw new MalformedInput("Start of list found where not expected");
  if (value instanceof Uint8Array) return "BLOB_VALUE";
  if (value instanceof CborTag) return "TAGGED_VALUE";
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  return typeof value === "number" ? "NUMBER_VALUE" : "STRING_VALUE";
};

const cborReader: TreeReader = {
  structure: readMap,
  map: readMap,
  list(value) {
    if (Array.isArray(value)) return value;
    throw new MalformedInput(
      isMap(value) ? "Start of structure or map found where not expected." : "Expected list or null",
    );
  },
  string(value) {
    if (typeof value === "string") return value;
    throw cannotConvert(tokenOf(value), "String");
  },
  boolean(value) {
    if (typeof value === "boolean") return value;
    throw cannotConvert(tokenOf(value), "Boolean");
  },
  number(value, shape: NumberShape) {
    if (typeof value === "number") return fitNumber(value, shape);
    throw notANumber(tokenOf(value), shape);
  },
  blob(value) {
    if (value instanceof Uint8Array) return value;
    throw cannotConvert(tokenOf(value), "Blob");
  },
  timestamp(value) {
    const seconds = value instanceof CborTag && value.tag === EPOCH_SECONDS ? value.value : value;
    if (typeof seconds === "number") return dateFromSeconds(seconds);
    throw notATimestamp(tokenOf(seconds));
  },
  nameOf: ({ name }) => name,
};

/** Leaves values as they are: the encoder knows their types. Only timestamps need a tag. */
export const cborWriter: TreeWriter = {
  number: (value) => value,
  blob: (value) => value,
  timestamp: (value) => new CborTag(EPOCH_SECONDS, secondsFromDate(value)),
  nameOf: ({ name }) => name,
};

/** Documents in CBOR. */
export const cborDocuments = (): DocumentCodec => {
  const parsers = treeParsers(cborReader);
  const serializers = treeSerializers(cborWriter);
  return {
    contentType: "application/cbor",
    structureParser: (_target, members) => documentParser(structureParser(members, cborReader, parsers.compile)),
    structureSerializer: (_target, members) => {
      const serialize = structureSerializer(members, cborWriter, serializers.compile);
      return (value) => encodeCbor(serialize(value));
    },
    memberParser: (member) => documentParser(parsers.compile(member)),
    memberSerializer: (member) => {
      const serialize = serializers.compile(member);
      return (value) => encodeCbor(serialize(value));
    },
  };
};

/** An empty body is an empty structure: operations without input send none. */
const documentParser =
  (parse: TreeParser): DocumentParser =>
  (body) =>
    parse(body.byteLength === 0 ? {} : decodeCbor(body), 0);
