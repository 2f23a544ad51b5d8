import { BlockList, isIP } from "node:net";
import { listOf, matchesWildcard } from "./policy-document.ts";

/** What a request says of itself, by condition key in lower case. */
export type ConditionContext = ReadonlyMap<string, string>;

/** Whether one value of a policy holds for the value of the request. */
type Test = (expected: string, actual: string) => boolean;

const equals: Test = (expected, actual) => expected === actual;
const equalsIgnoreCase: Test = (expected, actual) => expected.toLowerCase() === actual.toLowerCase();
const like: Test = (expected, actual) => matchesWildcard(expected, actual, { ignoreCase: false });
const numeric =
  (compare: (actual: number, expected: number) => boolean): Test =>
  (expected, actual) =>
    compare(Number(actual), Number(expected));
const date =
  (compare: (actual: number, expected: number) => boolean): Test =>
  (expected, actual) =>
    compare(momentOf(actual), momentOf(expected));

/** ISO 8601, or seconds since the epoch. */
const momentOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text));

const inBlock: Test = (expected, actual) => {
  const [address = "", prefix] = expected.split("/");
  const version = isIP(address);
  const bits = version === 6 ? 128 : 32;
  const prefixBits = prefix === undefined ? bits : Number(prefix);
  if (version === 0 || isIP(actual) !== version || !(prefixBits >= 0 && prefixBits <= bits)) return false;
  const family = version === 6 ? "ipv6" : "ipv4";
  const block = new BlockList();
  block.addSubnet(address, prefixBits, family);
  return block.check(actual, family);
};

const OPERATORS: Readonly<Record<string, Test>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoreCase,
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  Bool: equalsIgnoreCase,
  IpAddress: inBlock,
  NumericEquals: numeric((actual, expected) => actual === expected),
  NumericLessThan: numeric((actual, expected) => actual < expected),
  NumericLessThanEquals: numeric((actual, expected) => actual <= expected),
  NumericGreaterThan: numeric((actual, expected) => actual > expected),
  NumericGreaterThanEquals: numeric((actual, expected) => actual >= expected),
  DateEquals: date((actual, expected) => actual === expected),
  DateLessThan: date((actual, expected) => actual < expected),
  DateLessThanEquals: date((actual, expected) => actual <= expected),
  DateGreaterThan: date((actual, expected) => actual > expected),
  DateGreaterThanEquals: date((actual, expected) => actual >= expected),
};

/** By the names of what they negate. They hold for a request that does not say the key at all. */
const NEGATED: Readonly<Record<string, Test>> = {
  StringNotEquals: equals,
  StringNotEqualsIgnoreCase: equalsIgnoreCase,
  StringNotLike: like,
  ArnNotEquals: like,
  ArnNotLike: like,
  NotIpAddress: inBlock,
  NumericNotEquals: numeric((actual, expected) => actual === expected),
  DateNotEquals: date((actual, expected) => actual === expected),
};

const OPERATOR = /^(?:ForAnyValue:|ForAllValues:)?(\w+?)(IfExists)?$/;

/**
 * Whether all conditions of a statement hold. `ForAnyValue` and `ForAllValues` mean the same as nothing, since every
 * key of the context has one value.
 * @returns undefined when an operator is not known, which nobody may take for a yes or a no
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const conditionsHold = (
  conditions: Readonly<Record<string, Readonly<Record<string, unknown>> | null>> | undefined,
  context: ConditionContext,
): boolean | undefined => {
  let isUnknown = false;
  for (const [operator, keys] of Object.entries(conditions ?? {})) {
    for (const [key, expected] of Object.entries(keys ?? {})) {
      const holds = conditionHolds(operator, listOf(expected).map(String), context.get(key.toLowerCase()));
      if (holds === false) return false;
      isUnknown ||= holds === undefined;
    }
  }
  return isUnknown ? undefined : true;
};

const conditionHolds = (
  operator: string,
  expected: readonly string[],
  actual: string | undefined,
): boolean | undefined => {
  const [, name = "", ifExists] = OPERATOR.exec(operator) ?? [];
  if (name === "Null") return expected.some((value) => (actual === undefined) === (value.toLowerCase() === "true"));
  const test = OPERATORS[name];
  if (test !== undefined) {
    return actual === undefined ? ifExists !== undefined : expected.some((value) => test(value, actual));
  }
  const negated = NEGATED[name];
  if (negated === undefined) return undefined;
  return actual === undefined || !expected.some((value) => negated(value, actual));
};
