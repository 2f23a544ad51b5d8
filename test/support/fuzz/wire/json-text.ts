import type { Member, Shape, StructureShape } from "../../../../src/models/shape.ts";
import { RawText } from "./raw-text.ts";

/** JSON with the model's names on the wire, of values that need not be what the model wants. */
export const jsonText = (value: unknown, shape?: Shape): string => {
  if (value instanceof RawText) return value.text;
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString("base64"));
  if (value instanceof Date) return String(value.getTime() / 1_000);
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item, elementOf(shape))).join(",")}]`;
  if (typeof value === "object" && value !== null) return objectText(value, shape);
  return JSON.stringify(value) ?? "null";
};

const objectText = (value: object, shape: Shape | undefined): string => {
  const members = shape?.kind === "structure" ? shape : undefined;
  const valueShape = shape?.kind === "map" ? shape.value.shape : undefined;
  return structureText(value, (name) => {
    const member = members?.members.find((candidate) => candidate.name === name);
    return { wireName: member === undefined ? name : wireName(member), shape: member?.shape ?? valueShape };
  });
};

const structureText = (
  value: object,
  describe: (name: string) => { readonly wireName: string; readonly shape: Shape | undefined },
): string => {
  const fields = Object.entries(value).flatMap(([name, item]) => {
    if (item === undefined) return [];
    const described = describe(name);
    return [`${JSON.stringify(described.wireName)}:${jsonText(item, described.shape)}`];
  });
  return `{${fields.join(",")}}`;
};

const elementOf = (shape: Shape | undefined): Shape | undefined =>
  shape?.kind === "list" ? shape.member.shape : undefined;

export const wireName = ({ traits, name }: Member): string => traits.locationName ?? name;

/** The part of an input that travels in the body. */
export const bodyShape = (shape: StructureShape): StructureShape => ({
  ...shape,
  members: shape.members.filter(({ location }) => location === "body"),
});
