import type { Account } from "../../../aws/account.ts";
import type { Dimension, MetricDataQuery } from "../../../models/generated/cloudwatch.ts";
import type { TopicNotification } from "../contract.ts";
import { type Alarm, type AlarmState, isComposite, type MetricAlarm } from "../model/alarm.ts";
import { alarmArn } from "../model/alarm-arn.ts";

/**
 * What a topic gets as the action of an alarm, in AWS's form: subscribers take it apart.
 * LIMIT: regions go by their ids; AWS writes `US East (N. Virginia)`.
 */
export const topicNotification = (alarm: Alarm, state: AlarmState, account: Account): TopicNotification => {
  const { settings } = alarm;
  const message = {
    AlarmName: settings.AlarmName,
    AlarmDescription: settings.AlarmDescription ?? null,
    AWSAccountId: account.accountId,
    AlarmConfigurationUpdatedTimestamp: notifiedTime(alarm.configurationUpdatedAtMs),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: notifiedTime(state.transitionedAtMs),
    Region: account.region,
    AlarmArn: alarmArn(account, settings.AlarmName),
    OldStateValue: alarm.state.value,
    OKActions: settings.OKActions ?? [],
    AlarmActions: settings.AlarmActions ?? [],
    InsufficientDataActions: settings.InsufficientDataActions ?? [],
    ...(isComposite(alarm) ? { AlarmRule: alarm.settings.AlarmRule } : { Trigger: triggerOf(alarm) }),
  };
  return {
    subject: `${state.value}: "${settings.AlarmName}" in ${account.region}`.slice(0, MAX_SUBJECT_LENGTH),
    message: JSON.stringify(message),
  };
};

/** Source: the API reference of SNS's Publish. */
const MAX_SUBJECT_LENGTH = 100;

/** PARITY: with `+0000`, as in events for functions. */
const notifiedTime = (timeMs: number): string => new Date(timeMs).toISOString().replace("Z", "+0000");

const triggerOf = ({ settings }: MetricAlarm): object => ({
  ...(settings.Metrics === undefined ? singleMetric(settings) : { Metrics: settings.Metrics.map(triggerQuery) }),
  EvaluationPeriods: settings.EvaluationPeriods,
  DatapointsToAlarm: settings.DatapointsToAlarm,
  ComparisonOperator: settings.ComparisonOperator,
  Threshold: settings.Threshold,
  TreatMissingData: settings.TreatMissingData ?? "missing",
  EvaluateLowSampleCountPercentile: settings.EvaluateLowSampleCountPercentile ?? "",
});

const singleMetric = (settings: MetricAlarm["settings"]): object => ({
  MetricName: settings.MetricName,
  Namespace: settings.Namespace,
  ...(settings.Statistic === undefined
    ? { StatisticType: "ExtendedStatistic", ExtendedStatistic: settings.ExtendedStatistic }
    : { StatisticType: "Statistic", Statistic: STATISTICS[settings.Statistic] }),
  Unit: settings.Unit ?? null,
  Dimensions: notifiedDimensions(settings.Dimensions),
  Period: settings.Period,
});

/** PARITY: in capitals, nowhere else. */
const STATISTICS = {
  Average: "AVERAGE",
  Maximum: "MAXIMUM",
  Minimum: "MINIMUM",
  SampleCount: "SAMPLE_COUNT",
  Sum: "SUM",
} as const;

const triggerQuery = ({ Id, Expression, Label, MetricStat, ReturnData = true }: MetricDataQuery): object => ({
  Id,
  Expression,
  Label,
  MetricStat: MetricStat && {
    Metric: {
      Namespace: MetricStat.Metric.Namespace,
      MetricName: MetricStat.Metric.MetricName,
      Dimensions: notifiedDimensions(MetricStat.Metric.Dimensions),
    },
    Period: MetricStat.Period,
    Stat: MetricStat.Stat,
  },
  ReturnData,
});

/** PARITY: their keys are small. */
const notifiedDimensions = (dimensions: readonly Dimension[] = []): readonly object[] =>
  dimensions.map(({ Name, Value }) => ({ value: Value, name: Name }));
