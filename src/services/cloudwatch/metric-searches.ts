import type { MetricDataQuery } from "../../models/generated/cloudwatch.ts";
import type { Metric } from "./contract.ts";
import { validationError } from "./exceptions.ts";
import type { MetricReader } from "./metric-reader.ts";
import { readSeries } from "./metric-series.ts";
import { type Expression, parseExpression } from "./model/expression/parser.ts";
import type { TimeSeries } from "./model/expression/value.ts";
import { parseMetricSearch } from "./model/metric-search.ts";
import { isPeriod } from "./model/period.ts";

export interface FoundSeries {
  readonly label: string;
  readonly series: TimeSeries;
}

/** LIMIT: what a search finds beyond that is left out, in the order of names. Source: "CloudWatch search expression syntax". */
const MAX_FOUND = 500;
/** Of a search that names none. */
const DEFAULT_PERIOD_SECONDS = 300;

/**
 * Runs every `SEARCH` of the queries.
 * @returns what was found, by `searchKey`
 * @throws ServiceException ValidationError
 */
export const runSearches = async (
  queries: readonly MetricDataQuery[],
  time: { readonly startMs: number; readonly endMs: number },
  reader: MetricReader,
): Promise<ReadonlyMap<string, readonly FoundSeries[]>> => {
  const found = new Map<string, readonly FoundSeries[]>();
  for (const { Id, Expression: text = "" } of queries) {
    const expression = text.includes("SEARCH") ? parseExpression(text) : undefined;
    for (const parameters of expression === undefined ? [] : searchesIn(expression)) {
      const key = searchKey(parameters);
      if (!found.has(key)) found.set(key, await runSearch(parameters, Id, time, reader));
    }
  }
  return found;
};

/** The same for the same search. */
export const searchKey = (parameters: readonly Expression[]): string => JSON.stringify(parameters);

const searchesIn = (expression: Expression): readonly (readonly Expression[])[] => {
  if (expression.kind === "list") return expression.items.flatMap(searchesIn);
  if (expression.kind !== "call") return [];
  return expression.name === "SEARCH" ? [expression.parameters] : expression.parameters.flatMap(searchesIn);
};

const runSearch = async (
  parameters: readonly Expression[],
  queryId: string,
  time: { readonly startMs: number; readonly endMs: number },
  reader: MetricReader,
): Promise<readonly FoundSeries[]> => {
  const [text, statistic, period] = parameters;
  const search = text?.kind === "text" ? parseMetricSearch(text.text) : undefined;
  const periodSeconds = period?.kind === "number" ? period.value : DEFAULT_PERIOD_SECONDS;
  const isWhole = parameters.length <= 3 && (period === undefined || period.kind === "number");
  if (search === undefined || statistic?.kind !== "text" || !isWhole || !isPeriod(periodSeconds)) {
    throw validationError(`Error in expression '${queryId}': SEARCH takes a search, a statistic and a period`);
  }
  // What had no value since then has nothing to show.
  const metrics = (await reader.list(search.namespace, time.startMs)).filter((metric) => search.matches(metric));
  const shown = metrics.slice(0, MAX_FOUND);
  const series = shown.map((metric) =>
    readSeries({ metric, periodSeconds, Stat: statistic.text, unit: undefined }, time, reader),
  );
  const labels = labelsOf(shown);
  return (await Promise.all(series)).map((values, index) => ({ label: labels[index] ?? "", series: values }));
};

/** What tells metrics apart; the name of the metric where nothing does. */
const labelsOf = (metrics: readonly Metric[]): readonly string[] => {
  const parts = metrics.map(({ metricName, dimensions }) => [
    ...dimensions.map(({ name, value }) => `${name}\0${value}`),
    `\0${metricName}`,
  ]);
  const shared = new Set(parts[0]?.filter((part) => parts.every((others) => others.includes(part))));
  return parts.map((own, index) => {
    const apart = own.filter((part) => !shared.has(part)).map((part) => part.slice(part.indexOf("\0") + 1));
    return apart.length === 0 ? (metrics[index]?.metricName ?? "") : apart.join(" ");
  });
};
