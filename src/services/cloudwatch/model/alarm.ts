import type { PutMetricAlarmInput, StateValue } from "../../../models/generated/cloudwatch.ts";

/** A metric alarm as the store keeps it. */
export interface Alarm {
  /** What PutMetricAlarm was given, in wire shape, but for the tags. */
  readonly settings: Omit<PutMetricAlarmInput, "Tags">;
  readonly configurationUpdatedAtMs: number;
  readonly state: AlarmState;
}

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON text for machines; undefined before the first evaluation. */
  readonly reasonData: string | undefined;
  readonly updatedAtMs: number;
  /** When the value last became another one. */
  readonly transitionedAtMs: number;
}

export interface AlarmHistoryEntry {
  readonly alarmName: string;
  readonly atMs: number;
  readonly type: "ConfigurationUpdate" | "StateUpdate" | "Action";
  readonly summary: string;
  /** JSON text. */
  readonly data: string;
}

/** How an alarm begins. */
export const unchecked = (nowMs: number): AlarmState => ({
  value: "INSUFFICIENT_DATA",
  reason: "Unchecked: Initial alarm creation",
  reasonData: undefined,
  updatedAtMs: nowMs,
  transitionedAtMs: nowMs,
});

/** How long each of the compared periods is. */
export const alarmPeriodSeconds = ({ settings }: Alarm): number => {
  if (settings.Metrics === undefined) return settings.Period ?? 60;
  return Math.max(...settings.Metrics.map((query) => query.MetricStat?.Period ?? query.Period ?? 60));
};
