import { matchesWildcard } from "../../../../aws/policy-document.ts";
import { invalidFilterPattern } from "../../exceptions.ts";
import { regexFilter } from "./regex.ts";

export type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** What stands right of an operator. */
export interface Literal {
  readonly kind: "word" | "text" | "regex";
  readonly value: string;
}

/** Whether a field has the value that is asked for. */
export type ValueTest = (value: string | number | boolean) => boolean;

const ORDER: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/** Numbers compare as numbers, everything else as text with `*` for any characters. @throws InvalidParameterException */
export const compileComparison = (operator: Operator, literal: Literal): ValueTest => {
  if (operator === "=") return equals(literal);
  if (operator === "!=") {
    const same = equals(literal);
    return (value) => !same(value);
  }
  const ordered = ORDER[operator];
  const limit = literal.kind === "word" ? numberOf(literal.value) : undefined;
  if (ordered === undefined || limit === undefined) throw invalidFilterPattern();
  return (value) => {
    const number = typeof value === "boolean" ? undefined : numberOf(value);
    return number !== undefined && ordered(number, limit);
  };
};

const equals = ({ kind, value: wanted }: Literal): ValueTest => {
  if (kind === "regex") {
    const matches = regexFilter(wanted);
    return (value) => matches(String(value));
  }
  const number = kind === "word" ? numberOf(wanted) : undefined;
  return (value) =>
    (number !== undefined && typeof value !== "boolean" && numberOf(value) === number) ||
    matchesWildcard(wanted, String(value), { ignoreCase: false });
};

const numberOf = (value: string | number): number | undefined => {
  const isNumber = typeof value === "number" || /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value);
  return isNumber ? Number(value) : undefined;
};
