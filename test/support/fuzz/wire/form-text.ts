import type { Shape } from "../../../../src/models/shape.ts";
import { percentEncode, plainText } from "./plain-text.ts";
import { RawText } from "./raw-text.ts";

type Pair = readonly [name: string, value: string];

/** A form of the query protocol. */
export const formText = (action: string, apiVersion: string, input: object, shape: Shape): string => {
  const pairs: readonly Pair[] = [["Action", action], ["Version", apiVersion], ...pairsOf("", input, shape)];
  return pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join("&");
};

const pairsOf = (name: string, value: unknown, shape: Shape | undefined): readonly Pair[] => {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return listPairs(name, value, shape);
  const isPart = typeof value === "object" && !(value instanceof Uint8Array) && !(value instanceof Date);
  if (!isPart || value instanceof RawText) return [[name, plainText(value)]];
  return shape?.kind === "map" ? mapPairs(name, value, shape.value.shape) : structurePairs(name, value, shape);
};

/** A name alone is the empty list. */
const listPairs = (name: string, value: readonly unknown[], shape: Shape | undefined): readonly Pair[] => {
  const element = shape?.kind === "list" ? shape.member : undefined;
  const part = element?.traits.locationName ?? "member";
  if (value.length === 0) return [[name, ""]];
  return value.flatMap((item, index) => pairsOf(`${name}.${part}.${index + 1}`, item, element?.shape));
};

const mapPairs = (name: string, value: object, valueShape: Shape): readonly Pair[] =>
  Object.entries(value).flatMap(([key, item], index) => [
    [`${name}.entry.${index + 1}.key`, key] as const,
    ...pairsOf(`${name}.entry.${index + 1}.value`, item, valueShape),
  ]);

const structurePairs = (name: string, value: object, shape: Shape | undefined): readonly Pair[] => {
  const members = shape?.kind === "structure" ? shape.members : [];
  const entries = Object.entries(value);
  if (entries.length === 0 && name !== "") return [[name, ""]];
  return entries.flatMap(([key, item]) => {
    const member = members.find((candidate) => candidate.name === key);
    const part = member?.traits.locationName ?? key;
    return pairsOf(name === "" ? part : `${name}.${part}`, item, member?.shape);
  });
};
