import { compilePattern } from "../../models/pattern.ts";
import type { Shape } from "../../models/shape.ts";
import { doubleText } from "./value-text.ts";

/** One rule of a shape in AWS's words. */
interface Constraint {
  /** For example `Member must have length less than or equal to 64`. */
  readonly text: string;
  /** Whether it is held against values beyond the maximum, too. */
  readonly isForAnyLength?: boolean;
  readonly holds: (value: never) => boolean;
}

/** All rules of a shape for its values themselves, not for what is inside them. */
export interface Constraints {
  readonly maximum: Constraint | undefined;
  readonly minimum: Constraint | undefined;
  /** What else the value must look like: an enumeration, a pattern. */
  readonly formats: readonly Constraint[];
}

/** Said of required members, and of null among the elements of a list or map. */
export const NOT_NULL = "Member must not be null";

/** @returns undefined when the shape takes any value */
export const constraintsOf = (shape: Shape): Constraints | undefined => {
  const constraints = find(shape);
  const { maximum, minimum, formats } = constraints;
  return maximum === undefined && minimum === undefined && formats.length === 0 ? undefined : constraints;
};

/** Longer texts beyond their maximum are given to no pattern at all. */
const MAX_EXCESSIVE_TEXT = 1_024;

/**
 * The rules that a value breaks, in the order in which AWS reports them. The maximum comes before all: a value beyond
 * it is not given to a pattern whose time may grow exponentially with the value's length.
 */
export const brokenConstraints = (constraints: Constraints, value: unknown): readonly Constraint[] => {
  if (holdsAll(constraints, value)) return NONE;
  const { maximum, minimum, formats } = constraints;
  if (maximum !== undefined && !maximum.holds(value as never)) {
    const isShort = typeof value === "string" && value.length <= MAX_EXCESSIVE_TEXT;
    const applicable = formats.filter(({ isForAnyLength }) => isForAnyLength === true && isShort);
    return [maximum, ...applicable.filter((constraint) => !constraint.holds(value as never))];
  }
  return [...formats, minimum].flatMap((constraint) =>
    constraint === undefined || constraint.holds(value as never) ? [] : [constraint],
  );
};

const NONE: readonly Constraint[] = [];

/** Nearly every value breaks none, which is found out without a list. */
const holdsAll = ({ maximum, minimum, formats }: Constraints, value: unknown): boolean => {
  if (maximum !== undefined && !maximum.holds(value as never)) return false;
  for (const format of formats) if (!format.holds(value as never)) return false;
  return minimum === undefined || minimum.holds(value as never);
};

const find = (shape: Shape): Constraints => {
  switch (shape.kind) {
    case "string": {
      const formats = [enumeration(shape.enumValues), pattern(shape.pattern)];
      return { ...lengths(shape, codeUnits), formats: formats.filter((constraint) => constraint !== undefined) };
    }
    case "blob":
      return lengths(shape, byteLength);
    case "list":
      return lengths(shape, itemCount);
    case "map":
      return lengths(shape, entryCount);
    case "integer":
    case "long":
      return range(shape, String);
    case "float":
    case "double":
      return range(shape, doubleText);
    case "structure":
    case "boolean":
    case "timestamp":
    case "document":
      return { maximum: undefined, minimum: undefined, formats: [] };
    default:
      return shape satisfies never;
  }
};

/** How long a value is; the shape's kind says which values come. */
type Measure = (value: never) => number;

const codeUnits = (value: string): number => value.length;
const byteLength = (value: Uint8Array): number => value.byteLength;
const itemCount = (value: readonly unknown[]): number => value.length;
const entryCount = (value: object): number => Object.keys(value).length;

interface Limits {
  readonly min: number | undefined;
  readonly max: number | undefined;
}

const lengths = ({ min, max }: Limits, measure: Measure): Constraints => ({
  maximum:
    max === undefined ? undefined : rule(`length less than or equal to ${max}`, (value) => measure(value) <= max),
  minimum:
    min === undefined ? undefined : rule(`length greater than or equal to ${min}`, (value) => measure(value) >= min),
  formats: [],
});

const range = ({ min, max }: Limits, text: (limit: number) => string): Constraints => ({
  maximum: max === undefined ? undefined : rule(`value less than or equal to ${text(max)}`, (value) => value <= max),
  minimum: min === undefined ? undefined : rule(`value greater than or equal to ${text(min)}`, (value) => value >= min),
  formats: [],
});

const rule = (text: string, holds: (value: never) => boolean): Constraint => ({
  text: `Member must have ${text}`,
  holds,
});

const enumeration = (values: readonly string[] | undefined): Constraint | undefined => {
  if (values === undefined) return undefined;
  const known = new Set(values);
  return {
    text: `Member must satisfy enum value set: [${values.join(", ")}]`,
    holds: (value: string) => known.has(value),
  };
};

/** What alone can make the time of a pattern grow exponentially. */
const REPEATED_GROUP = /\)[+*{]/;

const pattern = (source: string | undefined): Constraint | undefined => {
  if (source === undefined) return undefined;
  const compiled = compilePattern(source);
  return {
    text: `Member must satisfy regular expression pattern: ${source}`,
    isForAnyLength: !REPEATED_GROUP.test(source),
    holds: (value: string) => compiled.test(value),
  };
};
