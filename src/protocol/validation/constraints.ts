import { compilePattern } from "../../models/pattern.ts";
import type { Shape } from "../../models/shape.ts";
import { doubleText } from "./value-text.ts";

/** One rule of a shape in AWS's words. */
export interface Constraint {
  /** For example `Member must have length less than or equal to 64`. */
  readonly text: string;
  readonly holds: (value: never) => boolean;
}

export interface Constraints {
  /** Checked first; a value beyond it is not given to the pattern, whose time may grow with the value's length. */
  readonly maximum: Constraint | undefined;
  /** In the order in which AWS reports them. */
  readonly others: readonly Constraint[];
}

export const NOT_NULL = "Member must not be null";

/** @returns undefined when the shape takes any value */
export const constraintsOf = (shape: Shape): Constraints | undefined => {
  const constraints = find(shape);
  return constraints.maximum === undefined && constraints.others.length === 0 ? undefined : constraints;
};

const find = (shape: Shape): Constraints => {
  switch (shape.kind) {
    case "string":
      return {
        maximum: longest(shape.max, codeUnits),
        others: [enumeration(shape.enumValues), pattern(shape.pattern), shortest(shape.min, codeUnits)].filter(
          (constraint) => constraint !== undefined,
        ),
      };
    case "blob":
      return range(longest(shape.max, byteLength), shortest(shape.min, byteLength));
    case "list":
      return range(longest(shape.max, itemCount), shortest(shape.min, itemCount));
    case "map":
      return range(longest(shape.max, entryCount), shortest(shape.min, entryCount));
    case "integer":
    case "long":
      return range(greatest(shape.max, String), least(shape.min, String));
    case "float":
    case "double":
      return range(greatest(shape.max, doubleText), least(shape.min, doubleText));
    case "structure":
    case "boolean":
    case "timestamp":
    case "document":
      return range(undefined, undefined);
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

const range = (maximum: Constraint | undefined, minimum: Constraint | undefined): Constraints => ({
  maximum,
  others: minimum === undefined ? [] : [minimum],
});

const longest = (max: number | undefined, measure: Measure): Constraint | undefined =>
  max === undefined
    ? undefined
    : { text: `Member must have length less than or equal to ${max}`, holds: (value) => measure(value) <= max };

const shortest = (min: number | undefined, measure: Measure): Constraint | undefined =>
  min === undefined
    ? undefined
    : {
        text: `Member must have length greater than or equal to ${min}`,
        holds: (value) => measure(value) >= min,
      };

const greatest = (max: number | undefined, text: (value: number) => string): Constraint | undefined =>
  max === undefined
    ? undefined
    : { text: `Member must have value less than or equal to ${text(max)}`, holds: (value: number) => value <= max };

const least = (min: number | undefined, text: (value: number) => string): Constraint | undefined =>
  min === undefined
    ? undefined
    : { text: `Member must have value greater than or equal to ${text(min)}`, holds: (value: number) => value >= min };

const enumeration = (values: readonly string[] | undefined): Constraint | undefined => {
  if (values === undefined) return undefined;
  const known = new Set(values);
  return {
    text: `Member must satisfy enum value set: [${values.join(", ")}]`,
    holds: (value: string) => known.has(value),
  };
};

const pattern = (source: string | undefined): Constraint | undefined => {
  if (source === undefined) return undefined;
  const compiled = compilePattern(source);
  return {
    text: `Member must satisfy regular expression pattern: ${source}`,
    holds: (value: string) => compiled.test(value),
  };
};
