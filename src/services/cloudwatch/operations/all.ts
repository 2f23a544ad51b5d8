import { deleteAlarms } from "./delete-alarms.ts";
import { describeAlarmHistory } from "./describe-alarm-history.ts";
import { describeAlarmsForMetric } from "./describe-alarms-for-metric.ts";
import { describeAlarms } from "./describe-alarms.ts";
import { disableAlarmActions } from "./disable-alarm-actions.ts";
import { enableAlarmActions } from "./enable-alarm-actions.ts";
import { getMetricData } from "./get-metric-data.ts";
import { getMetricStatistics } from "./get-metric-statistics.ts";
import { listMetrics } from "./list-metrics.ts";
import { putMetricAlarm } from "./put-metric-alarm.ts";
import { putMetricData } from "./put-metric-data.ts";
import { setAlarmState } from "./set-alarm-state.ts";
import { listTagsForResource, tagResource, untagResource } from "./tags.ts";

/** Everything CloudWatch does. */
export const OPERATIONS = [
  deleteAlarms,
  describeAlarmHistory,
  describeAlarms,
  describeAlarmsForMetric,
  disableAlarmActions,
  enableAlarmActions,
  getMetricData,
  getMetricStatistics,
  listMetrics,
  listTagsForResource,
  putMetricAlarm,
  putMetricData,
  setAlarmState,
  tagResource,
  untagResource,
];
