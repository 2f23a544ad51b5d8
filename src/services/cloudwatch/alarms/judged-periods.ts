import { runQueries } from "../metric-queries.ts";
import { timeSeries } from "../metric-series.ts";
import type { MetricReader } from "../metric-reader.ts";
import { alarmPeriodSeconds, type MetricAlarm } from "../model/alarm.ts";
import { type AlarmRule, EXTRA_PERIODS, type JudgedPeriod } from "../model/judge-alarm.ts";
import { findStatistic } from "../model/statistic.ts";
import { metricOf } from "../model/wire-metric.ts";

export const ruleOf = ({ settings }: MetricAlarm): AlarmRule => ({
  evaluationPeriods: settings.EvaluationPeriods ?? 1,
  datapointsToAlarm: settings.DatapointsToAlarm ?? settings.EvaluationPeriods ?? 1,
  threshold: settings.Threshold ?? 0,
  comparisonOperator: settings.ComparisonOperator ?? "GreaterThanThreshold",
  treatMissingData: (settings.TreatMissingData ?? "missing") as AlarmRule["treatMissingData"],
});

/**
 * The periods that an alarm looks at, the last of them ending at a moment. They go back from there in steps of their
 * length, as on AWS: they need not begin at full five minutes or hours.
 */
export const judgedPeriods = async (
  alarm: MetricAlarm,
  endMs: number,
  reader: MetricReader,
): Promise<readonly JudgedPeriod[]> => {
  const periodMs = alarmPeriodSeconds(alarm) * 1_000;
  const count = (alarm.settings.EvaluationPeriods ?? 1) + EXTRA_PERIODS;
  const startMs = endMs - count * periodMs;
  const values = await readValues(alarm, { startMs, endMs }, reader);
  return Array.from({ length: count }, (_, index) => {
    const startsAtMs = startMs + index * periodMs;
    return { startsAtMs, value: values.get(startsAtMs) };
  });
};

const readValues = async (
  alarm: MetricAlarm,
  time: { readonly startMs: number; readonly endMs: number },
  reader: MetricReader,
): Promise<ReadonlyMap<number, number>> => {
  const { settings } = alarm;
  if (settings.Metrics !== undefined) {
    const results = await runQueries(settings.Metrics, time, reader);
    return results[0]?.series ?? new Map();
  }
  const statistic = findStatistic(settings.Statistic ?? settings.ExtendedStatistic ?? "Average");
  const range = {
    metric: metricOf(settings),
    ...time,
    periodSeconds: alarmPeriodSeconds(alarm),
    unit: settings.Unit,
  };
  if (statistic === undefined) throw new Error("An alarm was stored with a statistic that is none.");
  return timeSeries(await reader.read(range), statistic);
};
