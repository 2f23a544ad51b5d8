import { FUNCTIONS } from "./functions.ts";
import type { Expression } from "./parser.ts";
import { ExpressionError, type MathRange, type MathValue, number, type TimeSeries } from "./value.ts";

/** What an expression may refer to. */
export interface MathScope {
  readonly range: MathRange;
  /** @throws ExpressionError for an id that no query has, and for one that leads back to itself */
  find(id: string): TimeSeries;
  /** The time series of every query that reads a metric, for `METRICS()`. */
  metrics(): readonly TimeSeries[];
  /** What `SEARCH` with these parameters has found. */
  search(parameters: readonly Expression[]): readonly TimeSeries[];
}

/** @throws ExpressionError */
export const evaluate = (expression: Expression, scope: MathScope): MathValue => {
  switch (expression.kind) {
    case "number":
      return number(expression.value);
    case "text":
      return expression;
    case "reference":
      return { kind: "series", series: scope.find(expression.id) };
    case "list":
      return { kind: "list", items: expression.items.map((item) => itemOf(evaluate(item, scope))) };
    case "call":
      return call(expression.name, expression.parameters, scope);
    default:
      return expression satisfies never;
  }
};

const call = (name: string, parameters: readonly Expression[], scope: MathScope): MathValue => {
  if (name === "METRICS" && parameters.length === 0) return { kind: "list", items: scope.metrics() };
  if (name === "SEARCH") return { kind: "list", items: scope.search(parameters) };
  const run = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (run === undefined) throw new ExpressionError(`the function ${name} is not supported`);
  const values = parameters.map((parameter) => evaluate(parameter, scope));
  return run(values, scope.range);
};

const itemOf = (value: MathValue): TimeSeries => {
  if (value.kind === "series") return value.series;
  throw new ExpressionError("an array holds time series only");
};
