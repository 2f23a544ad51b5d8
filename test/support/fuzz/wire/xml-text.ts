import type { Shape, Target } from "../../../../src/models/shape.ts";
import { plainText } from "./plain-text.ts";
import { RawText } from "./raw-text.ts";

/** One value as an element, whatever the value is. */
export const xmlElement = (name: string, value: unknown, target: Target | undefined): string => {
  if (value === null || value === undefined) return "";
  const shape = target?.shape;
  if (Array.isArray(value)) return listElements(name, value, target);
  if (isLeaf(value)) return `<${name}>${escape(plainText(value))}</${name}>`;
  if (shape?.kind === "map") return mapElement(name, value, shape.value);
  return `<${name}>${structureContent(value, shape)}</${name}>`;
};

const isLeaf = (value: unknown): boolean =>
  typeof value !== "object" || value instanceof RawText || value instanceof Uint8Array || value instanceof Date;

const listElements = (name: string, value: readonly unknown[], target: Target | undefined): string => {
  const element = target?.shape.kind === "list" ? target.shape.member : undefined;
  const isFlat = target?.traits.flattened === true;
  const part = isFlat ? name : (element?.traits.locationName ?? "member");
  const items = value.map((item) => xmlElement(part, item, element)).join("");
  return isFlat ? items : `<${name}>${items}</${name}>`;
};

const mapElement = (name: string, value: object, valueTarget: Target): string => {
  const entries = Object.entries(value).map(
    ([key, item]) => `<entry><key>${escape(key)}</key>${xmlElement("value", item, valueTarget)}</entry>`,
  );
  return `<${name}>${entries.join("")}</${name}>`;
};

const structureContent = (value: object, shape: Shape | undefined): string => {
  const members = shape?.kind === "structure" ? shape.members : [];
  return Object.entries(value)
    .map(([key, item]) => {
      const member = members.find((candidate) => candidate.name === key);
      return xmlElement(member?.traits.locationName ?? key, item, member);
    })
    .join("");
};

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\u0000", "&#0;");
