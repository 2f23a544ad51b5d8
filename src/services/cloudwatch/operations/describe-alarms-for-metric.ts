import { toMetricAlarm } from "../alarms/to-wire-alarm.ts";
import { isMetricAlarm } from "../model/alarm.ts";
import { metricId, normalized } from "../model/metric.ts";
import { metricOf } from "../model/wire-metric.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html */
export const describeAlarmsForMetric = operation("DescribeAlarmsForMetric", async (input, { alarms, account }) => {
  const wanted = metricId(normalized(metricOf(input)));
  const found = (await alarms.all())
    .filter(isMetricAlarm)
    .filter(
      ({ settings }) =>
        settings.Metrics === undefined &&
        metricId(normalized(metricOf(settings))) === wanted &&
        (input.Statistic === undefined || settings.Statistic === input.Statistic) &&
        (input.ExtendedStatistic === undefined || settings.ExtendedStatistic === input.ExtendedStatistic) &&
        (input.Period === undefined || settings.Period === input.Period) &&
        (input.Unit === undefined || settings.Unit === input.Unit),
    );
  return { MetricAlarms: found.map((alarm) => toMetricAlarm(alarm, account)) };
});
