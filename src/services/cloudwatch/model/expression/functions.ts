import { ARRAY_FUNCTIONS } from "./array-functions.ts";
import { TIME_FUNCTIONS } from "./time-functions.ts";
import {
  ExpressionError,
  type MathFunction,
  type MathRange,
  type MathValue,
  number,
  series,
  type TimeSeries,
} from "./value.ts";

type Binary = (a: number, b: number) => number;

/** Between two values; where both are time series, only times that both know count. */
const pairwise =
  (combine: Binary): MathFunction =>
  ([left, right]) => {
    if (left === undefined || right === undefined) throw new ExpressionError("an operand is missing");
    if (left.kind === "text" || right.kind === "text") throw new ExpressionError("words cannot be computed with");
    if (left.kind === "list")
      return {
        kind: "list",
        items: left.items.map((item) =>
          seriesOf(pairwise(combine)([{ kind: "series", series: item }, right], NO_RANGE)),
        ),
      };
    if (right.kind === "list") throw new ExpressionError("an array can only stand on the left of an operator");
    if (left.kind === "number" && right.kind === "number") return number(combine(left.value, right.value));
    if (left.kind === "number") return mapValues(seriesOf(right), (value) => combine(left.value, value));
    if (right.kind === "number") return mapValues(left.series, (value) => combine(value, right.value));
    return series(
      [...left.series].flatMap(([time, value]) => {
        const other = right.series.get(time);
        return other === undefined ? [] : [[time, combine(value, other)] as const];
      }),
    );
  };

const NO_RANGE: MathRange = { startMs: 0, endMs: 0, periodMs: 1 };

/** Of one time series a number; of an array, a time series over the times of any of them. */
const aggregate =
  (combine: (values: readonly number[]) => number): MathFunction =>
  (parameters) => {
    const [value] = parameters;
    if (value === undefined || value.kind === "text" || parameters.length > 1)
      throw new ExpressionError("takes one time series or one array");
    if (value.kind === "number") return value;
    if (value.kind === "series") return number(combine([...value.series.values()]));
    const times = [...new Set(value.items.flatMap((item) => [...item.keys()]))].sort((a, b) => a - b);
    return series(times.map((time) => [time, combine(value.items.flatMap((item) => item.get(time) ?? []))] as const));
  };

const each =
  (change: (value: number) => number): MathFunction =>
  ([value]) => {
    if (value?.kind === "number") return number(change(value.value));
    return mapValues(seriesOf(value), change);
  };

/** Between each value and the one before it. */
const successive =
  (combine: (difference: number, elapsedSeconds: number) => number): MathFunction =>
  ([value]) => {
    let previous: readonly [number, number] | undefined;
    const results: [number, number][] = [];
    for (const [time, current] of seriesOf(value)) {
      if (previous !== undefined) {
        results.push([time, combine(current - previous[1], (time - previous[0]) / 1_000)]);
      }
      previous = [time, current];
    }
    return series(results);
  };

const running: MathFunction = ([value]) => {
  let total = 0;
  return mapValues(seriesOf(value), (current) => (total += current));
};

/** Gives periods without a value one: a number, the value before (`REPEAT`), or one on the line between (`LINEAR`). */
const fill: MathFunction = ([value, filling], { startMs, endMs, periodMs }) => {
  const known = seriesOf(value);
  const entries: [number, number][] = [];
  let last: number | undefined;
  for (let time = startMs; time < endMs; time += periodMs) {
    const current = known.get(time) ?? fillValue(filling, known, time, last);
    if (current === undefined) continue;
    entries.push([time, current]);
    last = current;
  }
  return series(entries);
};

const fillValue = (
  filling: MathValue | undefined,
  known: TimeSeries,
  time: number,
  last: number | undefined,
): number | undefined => {
  if (filling?.kind === "number") return filling.value;
  if (filling?.kind === "series") return filling.series.get(time);
  if (filling?.kind === "text" && filling.text === "REPEAT") return last;
  if (filling?.kind === "text" && filling.text === "LINEAR") return interpolated(known, time);
  throw new ExpressionError("FILL takes a number, a time series, REPEAT or LINEAR");
};

const interpolated = (known: TimeSeries, time: number): number | undefined => {
  const before = [...known].findLast(([at]) => at < time);
  const after = [...known].find(([at]) => at > time);
  if (before === undefined || after === undefined) return undefined;
  return before[1] + ((after[1] - before[1]) * (time - before[0])) / (after[0] - before[0]);
};

const choose: MathFunction = ([condition, then, otherwise]) => {
  if (condition === undefined || then === undefined) throw new ExpressionError("IF takes a condition and a value");
  if (condition.kind === "number") return (condition.value === 0 ? otherwise : then) ?? series([]);
  return series(
    [...seriesOf(condition)].flatMap(([time, value]) => {
      const chosen = valueAt(value === 0 ? otherwise : then, time);
      return chosen === undefined ? [] : [[time, chosen] as const];
    }),
  );
};

const valueAt = (value: MathValue | undefined, time: number): number | undefined =>
  value?.kind === "number" ? value.value : value?.kind === "series" ? value.series.get(time) : undefined;

const mapValues = (values: TimeSeries, change: (value: number) => number): MathValue =>
  series([...values].map(([time, value]) => [time, change(value)] as const));

const seriesOf = (value: MathValue | undefined): TimeSeries => {
  if (value?.kind === "series") return value.series;
  if (value?.kind === "list" && value.items.length === 1 && value.items[0] !== undefined) return value.items[0];
  throw new ExpressionError("takes a time series");
};

const truth = (holds: boolean): number => (holds ? 1 : 0);
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const deviation = (values: readonly number[]): number => {
  const mean = total(values) / values.length;
  return Math.sqrt(total(values.map((value) => (value - mean) ** 2)) / values.length);
};

/** By the name that an expression calls them. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list */
export const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  "+": pairwise((a, b) => a + b),
  "-": pairwise((a, b) => a - b),
  "*": pairwise((a, b) => a * b),
  "/": pairwise((a, b) => a / b),
  "^": pairwise((a, b) => a ** b),
  "==": pairwise((a, b) => truth(a === b)),
  "!=": pairwise((a, b) => truth(a !== b)),
  "<": pairwise((a, b) => truth(a < b)),
  ">": pairwise((a, b) => truth(a > b)),
  "<=": pairwise((a, b) => truth(a <= b)),
  ">=": pairwise((a, b) => truth(a >= b)),
  "&&": pairwise((a, b) => truth(a !== 0 && b !== 0)),
  "||": pairwise((a, b) => truth(a !== 0 || b !== 0)),
  SUM: aggregate(total),
  AVG: aggregate((values) => total(values) / values.length),
  MIN: aggregate((values) => Math.min(...values)),
  MAX: aggregate((values) => Math.max(...values)),
  STDDEV: aggregate(deviation),
  DATAPOINT_COUNT: aggregate((values) => values.length),
  ABS: each(Math.abs),
  CEIL: each(Math.ceil),
  FLOOR: each(Math.floor),
  LOG: each(Math.log),
  LOG10: each(Math.log10),
  DIFF: successive((difference) => difference),
  DIFF_TIME: successive((_, elapsedSeconds) => elapsedSeconds),
  RATE: successive((difference, elapsedSeconds) => difference / elapsedSeconds),
  RUNNING_SUM: running,
  PERIOD: (_, { periodMs }) => number(periodMs / 1_000),
  FILL: fill,
  IF: choose,
  ...ARRAY_FUNCTIONS,
  ...TIME_FUNCTIONS,
};
