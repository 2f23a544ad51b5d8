import { alarmPeriodSeconds, type MetricAlarm } from "../model/alarm.ts";
import { alarmReason } from "../model/alarm-reason.ts";
import type { Judgement } from "../model/judge-alarm.ts";
import type { StateChange } from "./alarm-states.ts";
import { ruleOf } from "./judged-periods.ts";

/** The state that an alarm was judged to be in, with the reason. */
export const stateChangeOf = (
  alarm: MetricAlarm,
  { value, judged }: Extract<Judgement, { readonly kind: "state" }>,
  nowMs: number,
): StateChange => {
  const rule = ruleOf(alarm);
  const reasonData = JSON.stringify({
    version: "1.0",
    queryDate: new Date(nowMs).toISOString(),
    period: alarmPeriodSeconds(alarm),
    recentDatapoints: judged.map((period) => period.value),
    threshold: rule.threshold,
  });
  return { value, reason: alarmReason(value, judged, rule), reasonData };
};
