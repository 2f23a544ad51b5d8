import type { MetricDataQuery } from "../../models/generated/cloudwatch.ts";
import { tooManyDatapoints, validationError } from "./exceptions.ts";
import type { MetricReader } from "./metric-reader.ts";
import { type FoundSeries, runSearches, searchKey } from "./metric-searches.ts";
import { readSeries } from "./metric-series.ts";
import { evaluate, type MathScope } from "./model/expression/evaluate.ts";
import { parseExpression } from "./model/expression/parser.ts";
import { ExpressionError, type MathRange, type MathValue, type TimeSeries } from "./model/expression/value.ts";
import { floorTo, isPeriod } from "./model/period.ts";
import { metricOf } from "./model/wire-metric.ts";

/** A query with its answer, the oldest value first. An expression over an array yields one for each item. */
export interface QueryResult {
  readonly query: MetricDataQuery;
  readonly series: TimeSeries;
  /** What tells it apart from what else a search found; undefined for what was not searched for. */
  readonly foundAs: string | undefined;
}

const ID = /^[a-z]\w*$/;
/** Source: the API reference of GetMetricData. */
const MAX_QUERIES = 500;
/** Most values that one query may ask for. Source: the same. */
const MAX_DATAPOINTS = 100_800;

/**
 * Answers the queries of GetMetricData and of alarms, math between them included.
 * @throws ServiceException ValidationError
 */
export const runQueries = async (
  queries: readonly MetricDataQuery[],
  time: { readonly startMs: number; readonly endMs: number },
  reader: MetricReader,
): Promise<readonly QueryResult[]> => {
  checkQueries(queries);
  checkSize(queries, time);
  const metrics = new Map<string, TimeSeries>();
  for (const { Id, MetricStat } of queries) {
    if (MetricStat === undefined) continue;
    const { Metric, Period: periodSeconds, Stat, Unit: unit } = MetricStat;
    metrics.set(Id, await readSeries({ metric: metricOf(Metric), periodSeconds, Stat, unit }, time, reader));
  }
  return new QueryMath(queries, { metrics, found: await runSearches(queries, time, reader) }, time).results();
};

/** Periods of a request count from here; math needs one length for all, the longest. */
const rangeOf = (
  queries: readonly MetricDataQuery[],
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): MathRange => {
  const periodMs = Math.max(...queries.map((query) => query.MetricStat?.Period ?? query.Period ?? 60)) * 1_000;
  return { startMs: floorTo(startMs, periodMs), endMs, periodMs };
};

const checkQueries = (queries: readonly MetricDataQuery[]): void => {
  if (queries.length > MAX_QUERIES) {
    throw validationError(`The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`);
  }
  const ids = new Set<string>();
  for (const [index, query] of queries.entries()) checkQuery(query, `MetricDataQueries.member.${index + 1}`, ids);
};

const checkSize = (
  queries: readonly MetricDataQuery[],
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): void => {
  for (const { MetricStat, Period = 60 } of queries) {
    const requested = Math.ceil((endMs - startMs) / ((MetricStat?.Period ?? Period) * 1_000));
    if (requested > MAX_DATAPOINTS) throw validationError(tooManyDatapoints(requested, MAX_DATAPOINTS).message);
  }
};

const checkQuery = (query: MetricDataQuery, at: string, ids: Set<string>): void => {
  const { Id, MetricStat, Expression, Period } = query;
  if (!ID.test(Id)) {
    throw validationError(
      `The value for parameter ${at}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
    );
  }
  if (ids.has(Id)) throw validationError("The values for parameter id in MetricDataQueries are not unique.");
  ids.add(Id);
  const both = (one: string, other: string) =>
    validationError(
      `The parameters ${at}.${one} and ${at}.${other} are mutually exclusive and you have specified both.`,
    );
  if (MetricStat !== undefined && Expression !== undefined) throw both("Expression", "MetricStat");
  if (MetricStat !== undefined && Period !== undefined) throw both("Period", "MetricStat");
  if (MetricStat === undefined && Expression === undefined) {
    throw validationError(`At least one of the parameters ${at}.Expression or ${at}.MetricStat must be specified.`);
  }
  const seconds = MetricStat?.Period ?? Period;
  if (seconds !== undefined && !isPeriod(seconds)) {
    throw validationError(
      `The value ${seconds} for parameter ${at}.Period must be 1, 5, 10, 20, 30 or a multiple of 60.`,
    );
  }
};

/** What was read before the math, which cannot wait for anything. */
interface KnownSeries {
  /** By the id of the query. */
  readonly metrics: ReadonlyMap<string, TimeSeries>;
  /** By what was searched for. */
  readonly found: ReadonlyMap<string, readonly FoundSeries[]>;
}

/** Computes expressions, each once, in the order in which they need each other. */
class QueryMath {
  readonly #queries: ReadonlyMap<string, MetricDataQuery>;
  readonly #metrics: ReadonlyMap<string, TimeSeries>;
  readonly #found: ReadonlyMap<string, readonly FoundSeries[]>;
  readonly #values = new Map<string, MathValue>();
  readonly #pending = new Set<string>();
  readonly #scope: MathScope;

  constructor(
    queries: readonly MetricDataQuery[],
    { metrics, found }: KnownSeries,
    time: { readonly startMs: number; readonly endMs: number },
  ) {
    this.#queries = new Map(queries.map((query) => [query.Id, query]));
    this.#metrics = metrics;
    this.#found = found;
    this.#scope = {
      range: rangeOf(queries, time),
      find: (id) => singleSeries(this.#value(id), this.#scope.range),
      metrics: () => [...metrics.values()],
      search: (parameters) => (found.get(searchKey(parameters)) ?? []).map(({ series }) => series),
    };
  }

  results(): readonly QueryResult[] {
    return [...this.#queries.values()].flatMap((query) => {
      if (query.ReturnData === false) return [];
      const value = this.#evaluated(query);
      const all = value.kind === "list" ? value.items : [singleSeries(value, this.#scope.range)];
      const found = this.#foundBy(query);
      return all.map((series, index) => ({ query, series, foundAs: found?.[index]?.label }));
    });
  }

  /** @returns undefined for a query that is more, or less, than a search */
  #foundBy({ Expression = "" }: MetricDataQuery): readonly FoundSeries[] | undefined {
    const expression = parseExpression(Expression);
    if (expression?.kind !== "call" || expression.name !== "SEARCH") return undefined;
    return this.#found.get(searchKey(expression.parameters));
  }

  #evaluated(query: MetricDataQuery): MathValue {
    try {
      return this.#value(query.Id);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      throw validationError(`Error in expression '${query.Id}': ${error.message}`);
    }
  }

  #value(id: string): MathValue {
    const known = this.#metrics.get(id);
    if (known !== undefined) return { kind: "series", series: known };
    const value = this.#values.get(id) ?? this.#compute(id);
    this.#values.set(id, value);
    return value;
  }

  #compute(id: string): MathValue {
    const text = this.#queries.get(id)?.Expression;
    if (text === undefined) throw new ExpressionError(`there is no query with the id ${id}`);
    if (this.#pending.has(id)) throw new ExpressionError("it refers to itself");
    if (/^\s*SELECT\b/i.test(text)) throw new ExpressionError("Metrics Insights queries are not supported");
    const expression = parseExpression(text);
    if (expression === undefined) throw new ExpressionError("it cannot be parsed");
    this.#pending.add(id);
    const value = evaluate(expression, this.#scope);
    this.#pending.delete(id);
    return value;
  }
}

/** A number stands for itself in every period. */
const singleSeries = (value: MathValue, { startMs, endMs, periodMs }: MathRange): TimeSeries => {
  if (value.kind === "series") return value.series;
  if (value.kind === "number") {
    const constant = new Map<number, number>();
    for (let time = startMs; time < endMs; time += periodMs) constant.set(time, value.value);
    return constant;
  }
  if (value.kind === "list" && value.items.length === 1 && value.items[0] !== undefined) return value.items[0];
  throw new ExpressionError("it yields no time series");
};
