import type { Metric, MetricUnit } from "./contract.ts";
import { validationError } from "./exceptions.ts";
import type { MetricReader, Period } from "./metric-reader.ts";
import type { TimeSeries } from "./model/expression/value.ts";
import { floorTo } from "./model/period.ts";
import { findStatistic, type Statistic } from "./model/statistic.ts";

/** One statistic of one metric, period by period. */
export interface WantedSeries {
  readonly metric: Metric;
  readonly periodSeconds: number;
  /** As the caller named it. */
  readonly Stat: string;
  readonly unit: MetricUnit | undefined;
}

/**
 * Periods begin at multiples of their length.
 * @throws ServiceException ValidationError for a statistic that is none
 */
export const readSeries = async (
  { metric, periodSeconds, Stat, unit }: WantedSeries,
  time: { readonly startMs: number; readonly endMs: number },
  reader: MetricReader,
): Promise<TimeSeries> => {
  const statistic = statisticOf(Stat);
  const startMs = floorTo(time.startMs, periodSeconds * 1_000);
  return timeSeries(await reader.read({ metric, startMs, endMs: time.endMs, periodSeconds, unit }), statistic);
};

/** One figure of each period, where it can be told. */
export const timeSeries = (periods: readonly Period[], statistic: Statistic): TimeSeries =>
  new Map(
    periods.flatMap(({ startsAtMs, distribution }) => {
      const value = statistic(distribution);
      return value === undefined ? [] : [[startsAtMs, value] as const];
    }),
  );

const statisticOf = (name: string): Statistic => {
  const statistic = findStatistic(name);
  if (statistic === undefined) throw validationError(`The value ${name} for parameter Stat is not a valid statistic.`);
  return statistic;
};
