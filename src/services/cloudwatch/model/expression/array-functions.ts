import { ExpressionError, type MathFunction, type MathValue, number, series, type TimeSeries } from "./value.ts";

const itemsOf = (value: MathValue | undefined): readonly TimeSeries[] => {
  if (value?.kind === "list") return value.items;
  if (value?.kind === "series") return [value.series];
  throw new ExpressionError("takes an array of time series");
};

const list = (items: readonly TimeSeries[]): MathValue => ({ kind: "list", items });

const at =
  (index: number): MathFunction =>
  ([value]) => ({ kind: "series", series: itemsOf(value).at(index) ?? new Map() });

/** By position, the first one counted as 0; one item is a time series, several are an array. */
const slice: MathFunction = ([value, from, to]) => {
  const items = itemsOf(value);
  if (from?.kind !== "number" || (to !== undefined && to.kind !== "number")) {
    throw new ExpressionError("SLICE takes an array and one or two numbers");
  }
  if (to === undefined) return { kind: "series", series: items[from.value] ?? new Map() };
  return list(items.slice(from.value, to.value));
};

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** What time series are sorted by. */
const RANKS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  AVG: (values) => total(values) / values.length,
  MAX: (values) => Math.max(...values),
  MIN: (values) => Math.min(...values),
  SUM: total,
};

/** Those without values come last. */
const sort: MathFunction = ([value, by, order, limit]) => {
  const rank = by?.kind === "text" ? RANKS[by.text] : undefined;
  const isDescending = order?.kind === "text" && order.text === "DESC";
  const isAscending = order?.kind === "text" && order.text === "ASC";
  if (rank === undefined || (!isDescending && !isAscending) || (limit !== undefined && limit.kind !== "number")) {
    throw new ExpressionError("SORT takes an array, AVG, MAX, MIN or SUM, ASC or DESC, and a number");
  }
  const ranked = itemsOf(value).map((item) => ({ item, value: rank([...item.values()]) }));
  const direction = isDescending ? -1 : 1;
  ranked.sort((a, b) => Number(a.item.size === 0) - Number(b.item.size === 0) || direction * (a.value - b.value));
  return list(ranked.slice(0, limit?.value).map(({ item }) => item));
};

/** A number for each period of the request. */
const constant: MathFunction = ([value], { startMs, endMs, periodMs }) => {
  if (value?.kind === "series") return value;
  if (value?.kind !== "number") throw new ExpressionError("TIME_SERIES takes a number");
  const entries: [number, number][] = [];
  for (let time = startMs; time < endMs; time += periodMs) entries.push([time, value.value]);
  return series(entries);
};

/** Functions that make arrays out of arrays, or choose from them. */
export const ARRAY_FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  FIRST: at(0),
  LAST: at(-1),
  METRIC_COUNT: ([value]) => number(itemsOf(value).length),
  REMOVE_EMPTY: ([value]) => list(itemsOf(value).filter((item) => item.size > 0)),
  SLICE: slice,
  SORT: sort,
  TIME_SERIES: constant,
};
