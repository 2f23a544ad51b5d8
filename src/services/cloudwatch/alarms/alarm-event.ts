import type { Account } from "../../../aws/account.ts";
import type { Dimension, MetricDataQuery } from "../../../models/generated/cloudwatch.ts";
import { type Alarm, type AlarmState, isComposite, type MetricAlarm } from "../model/alarm.ts";
import { alarmArn } from "../model/alarm-arn.ts";
import { suppressedBy } from "./suppressed-by.ts";

/**
 * The event that a function gets as the action of an alarm.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
export const alarmEvent = (alarm: Alarm, state: AlarmState, account: Account): object => ({
  source: "aws.cloudwatch",
  alarmArn: alarmArn(account, alarm.settings.AlarmName),
  accountId: account.accountId,
  time: eventTime(state.updatedAtMs),
  region: account.region,
  alarmData: {
    alarmName: alarm.settings.AlarmName,
    state: eventState(state),
    previousState: { ...eventState(alarm.state), ...suppressedBy(alarm) },
    configuration: { description: alarm.settings.AlarmDescription, ...watchedBy(alarm) },
  },
});

const eventState = ({ value, reason, reasonData, updatedAtMs }: AlarmState): object => ({
  value,
  reason,
  reasonData,
  timestamp: eventTime(updatedAtMs),
});

/** PARITY: AWS writes the zone as `+0000` here, and nowhere else. */
const eventTime = (timeMs: number): string => new Date(timeMs).toISOString().replace("Z", "+0000");

const watchedBy = (alarm: Alarm): object => {
  if (!isComposite(alarm)) return { metrics: metricsOf(alarm) };
  const { AlarmRule, ActionsSuppressor, ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod } =
    alarm.settings;
  return {
    alarmRule: AlarmRule,
    actionsSuppressor: ActionsSuppressor,
    actionsSuppressorWaitPeriod: ActionsSuppressorWaitPeriod,
    actionsSuppressorExtensionPeriod: ActionsSuppressorExtensionPeriod,
  };
};

const metricsOf = ({ settings }: MetricAlarm): readonly object[] => {
  if (settings.Metrics !== undefined) return settings.Metrics.map(eventQuery);
  const { Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic, Unit } = settings;
  const metric = { namespace: Namespace, name: MetricName, dimensions: eventDimensions(Dimensions) };
  const metricStat = { metric, period: Period, stat: Statistic ?? ExtendedStatistic, unit: Unit };
  return [{ id: "m1", metricStat, returnData: true }];
};

const eventQuery = ({ Id, Expression, Label, MetricStat, ReturnData = true }: MetricDataQuery): object => ({
  id: Id,
  expression: Expression,
  label: Label,
  metricStat: MetricStat && {
    metric: {
      namespace: MetricStat.Metric.Namespace,
      name: MetricStat.Metric.MetricName,
      dimensions: eventDimensions(MetricStat.Metric.Dimensions),
    },
    period: MetricStat.Period,
    stat: MetricStat.Stat,
    unit: MetricStat.Unit,
  },
  returnData: ReturnData,
});

const eventDimensions = (dimensions: readonly Dimension[] = []): object =>
  Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
