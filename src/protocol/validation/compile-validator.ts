import type { ListShape, MapShape, Member, Shape, StructureShape, Target } from "../../models/shape.ts";
import { constraintsOf, NOT_NULL, type Constraint, type Constraints } from "./constraints.ts";
import { lowerFirst, valueText } from "./value-text.ts";

/**
 * Adds a sentence for every violated constraint of a typed value. `path` is where the value stands, in AWS's spelling:
 * `code.s3Bucket`, `tags.1.member.key`.
 */
export type Validator = (value: unknown, path: string, violations: string[]) => void;

/** LIMIT: AWS reports all; here a long list of wrong elements does not make an answer without end. */
const MAX_VIOLATIONS = 100;

/** Compiles the validator of an operation's input. The model's own order of members is the order of the sentences. */
export const compileValidator = (shape: StructureShape): Validator => new ValidatorCompiler().compile(shape) ?? nothing;

const nothing: Validator = () => undefined;

class ValidatorCompiler {
  readonly #compiled = new Map<Shape, Validator | undefined>();

  /** @returns undefined when nothing inside the shape can be violated */
  compile(shape: Shape): Validator | undefined {
    if (this.#compiled.has(shape)) return this.#compiled.get(shape);
    // A shape inside itself: until it is known better, it has something to check.
    this.#compiled.set(shape, (value, path, violations) => this.#compiled.get(shape)?.(value, path, violations));
    const validator = this.#compileShape(shape);
    this.#compiled.set(shape, validator);
    return validator;
  }

  #compileShape(shape: Shape): Validator | undefined {
    const own = ownValidator(shape);
    if (shape.kind === "structure") return this.#structure(shape);
    if (shape.kind === "list") return both(own, this.#list(shape));
    if (shape.kind === "map") return both(own, this.#map(shape));
    return own;
  }

  #structure(shape: StructureShape): Validator | undefined {
    const checks = shape.members.flatMap((member) => {
      const validate = member.streaming ? undefined : this.compile(member.shape);
      return validate === undefined && !member.required ? [] : [memberCheck(member, validate)];
    });
    if (checks.length === 0) return undefined;
    return (value, path, violations) => {
      for (const check of checks) check(value, path, violations);
    };
  }

  /** Simple elements are judged together, at the list; elements with parts of their own each by their number. */
  #list(shape: ListShape): Validator {
    if (isSimple(shape.member)) return wholeValidator(shape, "Member", elements, elementRules(shape.member.shape));
    const validate = this.compile(shape.member.shape);
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
  }

  #map(shape: MapShape): Validator {
    const keys = wholeValidator(shape, "Map keys", Object.keys, constraintsOf(shape.key.shape));
    if (isSimple(shape.value)) {
      return both(keys, wholeValidator(shape, "Map value", Object.values, elementRules(shape.value.shape))) ?? keys;
    }
    const validate = this.compile(shape.value.shape);
    return (value, path, violations) => {
      keys(value, path, violations);
      for (const [key, item] of Object.entries(value as object)) {
        if (violations.length >= MAX_VIOLATIONS) return;
        const itemPath = `${path}.${key}.member`;
        if (item === null) violations.push(violation("null", itemPath, NOT_NULL));
        else validate?.(item, itemPath, violations);
      }
    };
  }
}

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
    for (const constraint of violated(constraints, value)) {
      violations.push(violation(echo(shape, value), path, constraint.text));
    }
  };
};

const violated = ({ maximum, others }: Constraints, value: unknown): readonly Constraint[] => {
  if (maximum !== undefined && !maximum.holds(value as never)) return [maximum];
  return others.filter((constraint) => !constraint.holds(value as never));
};

/** PARITY: one sentence for all elements, which shows the whole list or map and every rule of its elements. */
const wholeValidator = (
  shape: Shape,
  subject: "Member" | "Map keys" | "Map value",
  parts: (value: object) => readonly unknown[],
  rules: Constraints | undefined,
): Validator => {
  const texts = rules === undefined ? [NOT_NULL] : rulesText(rules, subject);
  const text = `${subject} must satisfy constraint: [${texts.join(", ")}]`;
  return (value, path, violations) => {
    if (parts(value as object).some((part) => breaks(rules, part)))
      violations.push(violation(echo(shape, value), path, text));
  };
};

const breaks = (rules: Constraints | undefined, part: unknown): boolean =>
  part === null || (rules !== undefined && violated(rules, part).length > 0);

const elements = (value: object): readonly unknown[] => value as readonly unknown[];

const elementRules = (shape: Shape): Constraints | undefined => constraintsOf(shape);

/** Longest, shortest, then the rest; a list of what is chosen from or counted also says that null is no choice. */
const rulesText = ({ maximum, others }: Constraints, subject: string): readonly string[] => {
  const length = others.filter(({ text }) => text.includes("greater than"));
  const rest = others.filter(({ text }) => !text.includes("greater than"));
  const texts = [maximum, ...length, ...rest].flatMap((constraint) =>
    constraint === undefined ? [] : [constraint.text],
  );
  const saysNull = subject !== "Map keys" && texts.some((text) => /have value|enum/.test(text));
  return saysNull ? [...texts, NOT_NULL] : texts;
};

const isSimple = ({ shape }: Target): boolean =>
  shape.kind !== "structure" && shape.kind !== "list" && shape.kind !== "map";

/** PARITY: a sensitive value is left out of the sentence. */
const echo = (shape: Shape, value: unknown): string | undefined =>
  shape.sensitive ? undefined : `'${valueText(shape, value)}'`;

const violation = (value: string | undefined, path: string, constraint: string): string =>
  `Value ${value === undefined ? "" : `${value} `}at '${path}' failed to satisfy constraint: ${constraint}`;
