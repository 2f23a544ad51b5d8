import { suppressionReason } from "../model/action-suppression.ts";
import { type Alarm, isComposite } from "../model/alarm.ts";

/** What keeps an alarm from acting, as events and the history have it; empty when nothing does. */
export const suppressedBy = (alarm: Alarm): object => {
  if (!isComposite(alarm) || alarm.suppression === undefined) return {};
  const { suppression } = alarm;
  return { actionsSuppressedBy: suppression.by, actionsSuppressedReason: suppressionReason(suppression) };
};
