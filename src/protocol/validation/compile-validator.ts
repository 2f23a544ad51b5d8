import type { ListShape, MapShape, Member, Shape, StructureShape, Target } from "../../models/shape.ts";
import { brokenConstraints, constraintsOf, NOT_NULL } from "./constraints.ts";
import { lowerFirst, valueText } from "./value-text.ts";

/**
 * Adds a sentence for every violated constraint of a typed value. `path` is where the value stands, in AWS's spelling:
 * `code.s3Bucket`, `tags.1.member.key`.
 */
export type Validator = (value: unknown, path: string, violations: string[]) => void;

/** LIMIT: AWS reports all; here a long list of wrong elements does not make an answer without end. */
const MAX_VIOLATIONS = 100;

/** Shapes are compiled once, for all the operations and protocols that use them. */
const compiled = new WeakMap<Shape, Validator | undefined>();

/** Compiles the validator of an operation's input. The model's own order of members is the order of the sentences. */
export const compileValidator = (shape: StructureShape): Validator => compile(shape) ?? nothing;

const nothing: Validator = () => undefined;

/** @returns undefined when nothing inside the shape can be violated */
const compile = (shape: Shape): Validator | undefined => {
  if (compiled.has(shape)) return compiled.get(shape);
  // A shape inside itself: until it is known better, it has something to check.
  compiled.set(shape, (value, path, violations) => compiled.get(shape)?.(value, path, violations));
  const validator = compileShape(shape);
  compiled.set(shape, validator);
  return validator;
};

const compileShape = (shape: Shape): Validator | undefined => {
  if (shape.kind === "structure") return structureValidator(shape);
  const own = ownValidator(shape);
  if (shape.kind === "list") return both(own, listValidator(shape));
  if (shape.kind === "map") return both(own, mapValidator(shape));
  return own;
};

const structureValidator = (shape: StructureShape): Validator | undefined => {
  const checks = shape.members.flatMap((member) => {
    const validate = member.streaming ? undefined : compile(member.shape);
    return validate === undefined && !member.required ? [] : [memberCheck(member, validate)];
  });
  if (checks.length === 0) return undefined;
  return (value, path, violations) => {
    for (const check of checks) check(value, path, violations);
  };
};

/** Simple elements are judged together, at the list; elements with parts of their own each by their number. */
const listValidator = (shape: ListShape): Validator => {
  if (isSimple(shape.member)) return wholeValidator(shape, "Member", elements, shape.member.shape);
  const validate = compile(shape.member.shape);
  return (value, path, violations) => {
    let position = 0;
    for (const item of value as readonly unknown[]) {
      if (violations.length >= MAX_VIOLATIONS) return;
      position += 1;
      const itemPath = `${path}.${position}.member`;
      if (item === null) violations.push(violation("null", itemPath, NOT_NULL));
      else validate?.(item, itemPath, violations);
    }
  };
};

const mapValidator = (shape: MapShape): Validator => {
  const keys = wholeValidator(shape, "Map keys", Object.keys, shape.key.shape);
  if (isSimple(shape.value)) return both(keys, wholeValidator(shape, "Map value", Object.values, shape.value.shape));
  const validate = compile(shape.value.shape);
  return (value, path, violations) => {
    keys(value, path, violations);
    for (const [key, item] of Object.entries(value as object)) {
      if (violations.length >= MAX_VIOLATIONS) return;
      const itemPath = `${path}.${key}.member`;
      if (item === null) violations.push(violation("null", itemPath, NOT_NULL));
      else validate?.(item, itemPath, violations);
    }
  };
};

const both = (first: Validator | undefined, second: Validator): Validator => {
  if (first === undefined) return second;
  return (value, path, violations) => {
    first(value, path, violations);
    second(value, path, violations);
  };
};

const memberCheck = (member: Member, validate: Validator | undefined): Validator => {
  const label = lowerFirst(member.name);
  return (structure, path, violations) => {
    const value = (structure as Readonly<Record<string, unknown>>)[member.name];
    const at = path === "" ? label : `${path}.${label}`;
    if (value !== undefined) validate?.(value, at, violations);
    else if (member.required) violations.push(violation("null", at, NOT_NULL));
  };
};

const ownValidator = (shape: Shape): Validator | undefined => {
  const constraints = constraintsOf(shape);
  if (constraints === undefined) return undefined;
  return (value, path, violations) => {
    for (const constraint of brokenConstraints(constraints, value)) {
      violations.push(violation(echo(shape, value), path, constraint.text));
    }
  };
};

/** PARITY: one sentence for all parts, which shows the whole list or map and every rule of its parts. */
const wholeValidator = (
  shape: Shape,
  subject: "Member" | "Map keys" | "Map value",
  partsOf: (value: object) => readonly unknown[],
  partShape: Shape,
): Validator => {
  const constraints = constraintsOf(partShape);
  const text = `${subject} must satisfy constraint: [${rulesOf(partShape, subject).join(", ")}]`;
  const breaks = (part: unknown): boolean =>
    part === null || (constraints !== undefined && brokenConstraints(constraints, part).length > 0);
  return (value, path, violations) => {
    if (partsOf(value as object).some(breaks)) violations.push(violation(echo(shape, value), path, text));
  };
};

const elements = (value: object): readonly unknown[] => value as readonly unknown[];

/** PARITY: only where a part must not be empty, is chosen or is counted, AWS adds that it must not be null either. */
const rulesOf = (shape: Shape, subject: string): readonly string[] => {
  const constraints = constraintsOf(shape);
  if (constraints === undefined) return [NOT_NULL];
  const { maximum, minimum, formats } = constraints;
  const texts = [maximum, minimum, ...formats].flatMap((constraint) => constraint?.text ?? []);
  const isNeeded =
    shape.kind === "string" ? shape.enumValues !== undefined || (shape.min ?? 0) > 0 : shape.kind !== "blob";
  return isNeeded && subject !== "Map keys" ? [...texts, NOT_NULL] : texts;
};

const isSimple = ({ shape }: Target): boolean =>
  shape.kind !== "structure" && shape.kind !== "list" && shape.kind !== "map";

/** PARITY: a sensitive value is left out of the sentence. */
const echo = (shape: Shape, value: unknown): string | undefined =>
  shape.sensitive ? undefined : `'${valueText(shape, value)}'`;

const violation = (value: string | undefined, path: string, constraint: string): string =>
  `Value ${value === undefined ? "" : `${value} `}at '${path}' failed to satisfy constraint: ${constraint}`;
