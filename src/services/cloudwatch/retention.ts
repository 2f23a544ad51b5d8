import type { MetricBuffer } from "./metric-buffer.ts";
import { RETENTION } from "./model/data-point.ts";
import type { AlarmStore } from "./store/alarm-store.ts";
import type { MetricStore } from "./store/metric-store.ts";

const DAY_MS = 86_400_000;
/** So many data points at a time, since the database makes everybody else wait meanwhile. */
const POINTS_PER_TRANSACTION = 200;
/** Source: DescribeAlarmHistory's API reference. */
const ALARM_HISTORY_DAYS = 30;

/** Joins and removes what is older than AWS keeps it. */
export const applyRetention = async (parts: {
  readonly metrics: MetricStore;
  readonly alarms: AlarmStore;
  readonly buffer: MetricBuffer;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}): Promise<void> => {
  const { metrics, alarms, buffer, nowMs, signal } = parts;
  for (const { resolutionSeconds, days, into } of RETENTION) {
    const beforeMs = nowMs - days * DAY_MS;
    if (into === undefined) {
      await metrics.removeDataPoints(resolutionSeconds, beforeMs);
      buffer.forget(await metrics.removeMetrics(beforeMs));
      continue;
    }
    const limit = POINTS_PER_TRANSACTION;
    let joined = limit;
    while (joined === limit && !signal.aborted) {
      joined = await metrics.join({ resolutionSeconds, beforeMs, into, limit });
    }
  }
  await alarms.removeHistory(nowMs - ALARM_HISTORY_DAYS * DAY_MS);
};
