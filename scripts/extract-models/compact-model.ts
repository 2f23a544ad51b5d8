import type { ModelFile } from "../../src/models/model-file.ts";

/** What only people and clients need: prose, client-side endpoint and retry hints, code generators' switches. */
const LEFT_OUT = new Set([
  "alias",
  "auth",
  "authtype",
  "box",
  "clientContextParams",
  "contextParam",
  "deprecated",
  "deprecatedMessage",
  "deprecatedSince",
  "documentation",
  "documentationUrl",
  "endpoint",
  "endpointdiscovery",
  "examples",
  "hostLabel",
  "idempotent",
  "operationContextParams",
  "readonly",
  "requestcompression",
  "retryable",
  "staticContextParams",
  "synthetic",
  "unsignedPayload",
  "wrapper",
  "xmlOrder",
]);

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Keys under these are names that the service chose, so that none of them may be taken for one of `LEFT_OUT`. */
const HOLD_NAMES = new Set(["shapes", "operations", "members"]);

/** The description without what no server reads. */
export const compactModel = (model: ModelFile): ModelFile => {
  const { metadata, operations, shapes } = model;
  return compact({ metadata, operations, shapes } as unknown as Json, { keysAreNames: false }) as unknown as ModelFile;
};

const compact = (value: Json, { keysAreNames }: { readonly keysAreNames: boolean }): Json => {
  if (Array.isArray(value)) return value.map((item: Json) => compact(item, { keysAreNames: false }));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => keysAreNames || !LEFT_OUT.has(key));
  return Object.fromEntries(
    kept.map(([key, item]) => [key, compact(item, { keysAreNames: !keysAreNames && HOLD_NAMES.has(key) })]),
  );
};

/** One line an operation and shape, sorted: small, and a change of AWS's shows as a readable difference. */
export const formatModel = ({ metadata, operations, shapes }: ModelFile): string =>
  `{\n"metadata": ${JSON.stringify(metadata)},\n"operations": ${lines(operations)},\n"shapes": ${lines(shapes)}\n}\n`;

const lines = (entries: Readonly<Record<string, unknown>>): string => {
  const sorted = Object.keys(entries).sort();
  return `{\n${sorted.map((name) => `${JSON.stringify(name)}: ${JSON.stringify(entries[name])}`).join(",\n")}\n}`;
};
