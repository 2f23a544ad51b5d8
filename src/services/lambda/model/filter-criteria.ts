import type { FilterCriteria } from "../../../models/generated/lambda.ts";
import { invalidParameter } from "../exceptions.ts";

/** What a pattern may ask of one value, besides to be equal. */
const OPERATORS: ReadonlySet<string> = new Set([
  "prefix",
  "suffix",
  "anything-but",
  "numeric",
  "exists",
  "equals-ignore-case",
  "wildcard",
  "cidr",
]);

/** What AWS grants an account at the most; without being asked, it grants 5. */
const MAX_FILTERS = 10;

/**
 * Checks the number and the shape of event patterns; what the operators are given is for the filter itself to read.
 * @throws ServiceException for what is no event pattern
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
export const checkFilterCriteria = (criteria: FilterCriteria | undefined): void => {
  const filters = criteria?.Filters ?? [];
  // AWS states the limit; the words are our own.
  if (filters.length > MAX_FILTERS)
    throw invalidParameter(`FilterCriteria can have ${MAX_FILTERS} Filters at the most.`);
  for (const { Pattern } of filters) {
    if (Pattern === undefined || !isPattern(parse(Pattern))) {
      throw invalidParameter("Invalid filter pattern definition.");
    }
  }
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isPattern = (value: unknown): boolean =>
  isObject(value) &&
  Object.entries(value).every(([name, rule]) =>
    name === "$or"
      ? Array.isArray(rule) && rule.length > 0 && rule.every(isPattern)
      : isPattern(rule) || (Array.isArray(rule) && rule.length > 0 && rule.every(isMatcher)),
  );

const isMatcher = (value: unknown): boolean => {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return true;
  if (!isObject(value)) return false;
  const names = Object.keys(value);
  return names.length === 1 && names.every((name) => OPERATORS.has(name));
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
