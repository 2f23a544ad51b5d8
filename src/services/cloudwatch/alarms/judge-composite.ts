import type { Account } from "../../../aws/account.ts";
import type { Alarm, AlarmState, CompositeAlarm } from "../model/alarm.ts";
import { alarmArn } from "../model/alarm-arn.ts";
import { parseAlarmRule, ruleAlarms, ruleHolds } from "../model/alarm-rule.ts";
import { alarmNameIn } from "./rule-alarms.ts";

/**
 * What state the alarms that a composite alarm watches put it into.
 * @param alarms all there are, by name; one that is gone has not enough data
 * @returns undefined when that is the state it is in
 */
export const judgeComposite = (
  alarm: CompositeAlarm,
  alarms: ReadonlyMap<string, Alarm>,
  account: Account,
): Pick<AlarmState, "value" | "reason" | "reasonData"> | undefined => {
  const rule = parseAlarmRule(alarm.settings.AlarmRule);
  if (rule === undefined) throw new Error("A composite alarm was stored with a rule that is none.");
  const value = ruleHolds(rule, (named) => alarms.get(alarmNameIn(named))?.state.value ?? "INSUFFICIENT_DATA")
    ? "ALARM"
    : "OK";
  if (value === alarm.state.value) return undefined;
  const watched = ruleAlarms(rule).flatMap((named) => alarms.get(alarmNameIn(named)) ?? []);
  const [latest] = watched.toSorted((a, b) => b.state.transitionedAtMs - a.state.transitionedAtMs);
  return { value, reason: reasonOf(alarm, latest, account), reasonData: JSON.stringify(triggering(watched, account)) };
};

/** PARITY: the alarm that changed last is the reason. */
const reasonOf = ({ settings }: CompositeAlarm, latest: Alarm | undefined, account: Account): string => {
  if (latest === undefined) return `The rule ${settings.AlarmRule} names no alarm.`;
  const { value, transitionedAtMs } = latest.state;
  const arn = alarmArn(account, latest.settings.AlarmName);
  return `${arn} transitioned to ${value} at ${longDate(transitionedAtMs)}`;
};

const triggering = (watched: readonly Alarm[], account: Account): object => ({
  triggeringAlarms: watched.map(({ settings, state }) => ({
    arn: alarmArn(account, settings.AlarmName),
    state: { value: state.value, timestamp: new Date(state.updatedAtMs).toISOString().replace("Z", "+0000") },
  })),
});

/** For example `Friday 21 August, 2020 01:15:06 UTC`, as AWS writes it here. */
const longDate = (timeMs: number): string => {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(timeMs);
  const day = `${format({ weekday: "long" })} ${format({ day: "2-digit" })} ${format({ month: "long" })}`;
  return `${day}, ${format({ year: "numeric" })} ${new Date(timeMs).toISOString().slice(11, 19)} UTC`;
};
