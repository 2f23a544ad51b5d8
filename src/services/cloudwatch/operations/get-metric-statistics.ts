import type { Datapoint, Statistic as StatisticName } from "../../../models/generated/cloudwatch.ts";
import {
  invalidCombination,
  invalidParameter,
  invalidValue,
  startNotBeforeEnd,
  tooManyDatapoints,
} from "../exceptions.ts";
import type { Period } from "../metric-reader.ts";
import { alignedStart, isPeriod } from "../model/period.ts";
import { findStatistic, type Statistic } from "../model/statistic.ts";
import { metricOf } from "../model/wire-metric.ts";
import { operation } from "../operation.ts";

/** Source: the API reference of GetMetricStatistics. */
const MAX_DATAPOINTS = 1_440;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
export const getMetricStatistics = operation("GetMetricStatistics", async (input, { reader, clock }) => {
  const { Statistics = [], ExtendedStatistics = [], Period: periodSeconds } = input;
  const endMs = input.EndTime.getTime();
  checkTime(input.StartTime.getTime(), endMs, periodSeconds);
  if (Statistics.length === 0 && ExtendedStatistics.length === 0) {
    throw invalidCombination("Must specify either Statistics or ExtendedStatistics");
  }
  const extended = ExtendedStatistics.map((name) => [name, extendedStatistic(name)] as const);
  const startMs = alignedStart(input.StartTime.getTime(), periodSeconds, clock.nowMs());
  await reader.refresh();
  const periods = await reader.read({ metric: metricOf(input), startMs, endMs, periodSeconds, unit: input.Unit });
  return { Label: input.MetricName, Datapoints: periods.map((period) => datapoint(period, Statistics, extended)) };
});

const checkTime = (startMs: number, endMs: number, periodSeconds: number): void => {
  if (startMs >= endMs) throw startNotBeforeEnd();
  if (!isPeriod(periodSeconds)) {
    throw invalidParameter("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
  }
  const requested = Math.ceil((endMs - startMs) / (periodSeconds * 1_000));
  if (requested > MAX_DATAPOINTS) throw tooManyDatapoints(requested, MAX_DATAPOINTS);
};

const extendedStatistic = (name: string): Statistic => {
  const statistic = findStatistic(name);
  if (statistic === undefined) throw invalidValue(name, "ExtendedStatistics");
  return statistic;
};

const datapoint = (
  { startsAtMs, unit, distribution }: Period,
  statistics: readonly StatisticName[],
  extended: readonly (readonly [string, Statistic])[],
): Datapoint => {
  const asked = (name: StatisticName, value: number) => (statistics.includes(name) ? value : undefined);
  const extendedValues = extended.flatMap(([name, statistic]) => {
    const value = statistic(distribution);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    Timestamp: new Date(startsAtMs),
    SampleCount: asked("SampleCount", distribution.sampleCount),
    Average: asked("Average", distribution.average),
    Sum: asked("Sum", distribution.sum),
    Minimum: asked("Minimum", distribution.minimum),
    Maximum: asked("Maximum", distribution.maximum),
    Unit: unit as Datapoint["Unit"],
    ExtendedStatistics: extended.length === 0 ? undefined : Object.fromEntries(extendedValues),
  };
};
