import type { ActionSuppression, AlarmState, CompositeAlarm } from "./alarm.ts";

/** In AWS's words. */
export const suppressionReason = ({ by }: ActionSuppression): string => `Actions suppressed by ${by}`;

/**
 * What keeps an alarm from acting on coming into another state now.
 * @param isSuppressing whether its suppressor is in the state ALARM
 * @returns undefined when nothing does
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
 */
export const suppressionOnTransition = (
  { settings, state, suppression }: CompositeAlarm,
  isSuppressing: boolean,
  nowMs: number,
): ActionSuppression | undefined => {
  if (suppression !== undefined) return suppression;
  if (settings.ActionsSuppressor === undefined) return undefined;
  if (isSuppressing) return { by: "Alarm", before: state.value, untilMs: undefined };
  return period("WaitPeriod", state.value, settings.ActionsSuppressorWaitPeriod, nowMs);
};

/**
 * What becomes of a suppression with time, and as its suppressor comes and goes.
 * @returns undefined when it is over
 */
export const suppressionAfter = (
  suppression: ActionSuppression,
  { ActionsSuppressor, ActionsSuppressorExtensionPeriod }: CompositeAlarm["settings"],
  isSuppressing: boolean,
  nowMs: number,
): ActionSuppression | undefined => {
  const { by, before, untilMs = Infinity } = suppression;
  if (ActionsSuppressor === undefined) return undefined;
  if (isSuppressing) return by === "Alarm" ? suppression : { by: "Alarm", before, untilMs: undefined };
  if (by === "Alarm") return period("ExtensionPeriod", before, ActionsSuppressorExtensionPeriod, nowMs);
  return nowMs < untilMs ? suppression : undefined;
};

const period = (
  by: ActionSuppression["by"],
  before: AlarmState["value"],
  seconds = 0,
  nowMs: number,
): ActionSuppression | undefined => (seconds > 0 ? { by, before, untilMs: nowMs + seconds * 1_000 } : undefined);
