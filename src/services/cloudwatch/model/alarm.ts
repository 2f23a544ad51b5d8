import type {
  AlarmType,
  PutCompositeAlarmInput,
  PutMetricAlarmInput,
  StateValue,
} from "../../../models/generated/cloudwatch.ts";

/** An alarm as the store keeps it. */
interface KeptAlarm<Settings> {
  /** What it was put with, in wire shape, but for the tags. */
  readonly settings: Omit<Settings, "Tags">;
  readonly configurationUpdatedAtMs: number;
  readonly state: AlarmState;
}

/** Watches a metric, or math. */
export interface MetricAlarm extends KeptAlarm<PutMetricAlarmInput> {
  /** The service that made it, and measures for it; undefined for an alarm of a user's. */
  readonly owner?: string | undefined;
}
/** Watches other alarms. */
export interface CompositeAlarm extends KeptAlarm<PutCompositeAlarmInput> {
  /** Undefined while it acts on its states. */
  readonly suppression?: ActionSuppression | undefined;
}
export type Alarm = MetricAlarm | CompositeAlarm;

export const isComposite = (alarm: Alarm): alarm is CompositeAlarm => "AlarmRule" in alarm.settings;
export const isMetricAlarm = (alarm: Alarm): alarm is MetricAlarm => !isComposite(alarm);

export const alarmTypeOf = (settings: Alarm["settings"]): AlarmType =>
  "AlarmRule" in settings ? "CompositeAlarm" : "MetricAlarm";

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON text for machines; undefined before the first evaluation. */
  readonly reasonData: string | undefined;
  readonly updatedAtMs: number;
  /** When the value last became another one. */
  readonly transitionedAtMs: number;
}

/** Why a composite alarm takes no actions for now. Frozen data. */
export interface ActionSuppression {
  readonly by: "Alarm" | "WaitPeriod" | "ExtensionPeriod";
  /** The alarm's state before its actions were suppressed: if it is back in that in the end, there are none to take. */
  readonly before: AlarmState["value"];
  /** When the period is over; undefined for `Alarm`. */
  readonly untilMs: number | undefined;
}

export interface AlarmHistoryEntry {
  readonly alarmName: string;
  readonly alarmType: AlarmType;
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
export const alarmPeriodSeconds = ({ settings }: MetricAlarm): number => {
  if (settings.Metrics === undefined) return settings.Period ?? 60;
  return Math.max(...settings.Metrics.map((query) => query.MetricStat?.Period ?? query.Period ?? 60));
};
