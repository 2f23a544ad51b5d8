import type { Member, Shape, StructureShape } from "../../../../src/models/shape.ts";
import { wireName } from "../wire/json-text.ts";

interface Place {
  /** For example `.Functions[].State`. */
  readonly at: string;
  /** Whether members go by their names on the wire, or by the model's. */
  readonly byWireName: boolean;
}

/** PARITY: what AWS answers and its own model does not know, by the name of the member. */
const UNMODELLED_CHOICES: Readonly<Record<string, readonly string[]>> = {
  LastUpdateStatusReasonCode: ["Creating"],
};

/** What about an answer the model does not allow, one sentence each. */
export const shapeFaults = (
  shape: StructureShape,
  value: unknown,
  { byWireName }: { readonly byWireName: boolean },
): readonly string[] => structureFaults(shape, value, { at: "", byWireName });

const structureFaults = (shape: StructureShape, value: unknown, place: Place): readonly string[] => {
  if (!isObject(value)) return [`${place.at || "the answer"} is no structure`];
  const nameOf = (member: Member): string => (place.byWireName ? wireName(member) : member.name);
  const known = new Set(shape.members.map(nameOf));
  const unknown = Object.keys(value).filter((name) => !known.has(name));
  return [
    ...unknown.map((name) => `${place.at}.${name} is not in the model`),
    ...shape.members.flatMap((member) => memberFaults(member, value[nameOf(member)], place)),
  ];
};

const memberFaults = ({ name, shape, required }: Member, value: unknown, place: Place): readonly string[] => {
  const at = `${place.at}.${name}`;
  if (value !== undefined && value !== null) return faultsOf(shape, value, { ...place, at });
  return required ? [`${at} is required and missing`] : [];
};

const faultsOf = (shape: Shape, value: unknown, place: Place): readonly string[] => {
  const { at } = place;
  const unless = (isRight: boolean, kind: string): readonly string[] => (isRight ? [] : [`${at} is no ${kind}`]);
  switch (shape.kind) {
    case "structure":
      return structureFaults(shape, value, place);
    case "list":
      if (!Array.isArray(value)) return [`${at} is no list`];
      return value.flatMap((item) => faultsOf(shape.member.shape, item, { ...place, at: `${at}[]` }));
    case "map":
      if (!isObject(value)) return [`${at} is no map`];
      return Object.values(value).flatMap((item) => faultsOf(shape.value.shape, item, { ...place, at: `${at}{}` }));
    case "string":
      return typeof value === "string" ? choiceFaults(shape, value, at) : [`${at} is no text`];
    case "boolean":
      return unless(typeof value === "boolean", "boolean");
    case "integer":
    case "long":
      return unless(Number.isSafeInteger(value), "whole number");
    case "float":
    case "double":
      return unless(typeof value === "number", "number");
    case "timestamp":
      return unless(value instanceof Date || typeof value === "number" || typeof value === "string", "time");
    case "blob":
      return unless(value instanceof Uint8Array || typeof value === "string", "blob");
    case "document":
      return [];
    default:
      return shape satisfies never;
  }
};

const choiceFaults = (
  { enumValues }: Shape & { readonly kind: "string" },
  value: string,
  at: string,
): readonly string[] => {
  if (enumValues === undefined || enumValues.includes(value)) return [];
  const unmodelled = UNMODELLED_CHOICES[at.slice(at.lastIndexOf(".") + 1)] ?? [];
  return unmodelled.includes(value) ? [] : [`${at} is none of the model's choices: ${value}`];
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
