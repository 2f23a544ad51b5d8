import type { Account } from "../../../aws/account.ts";
import type { Alarm } from "../model/alarm.ts";
import { alarmArn, alarmNameOf } from "../model/alarm-arn.ts";
import type { AlarmStore } from "../store/alarm-store.ts";

/** A rule may name an alarm by its name or its ARN. */
export const alarmNameIn = (nameOrArn: string): string => alarmNameOf(nameOrArn) ?? nameOrArn;

/** @param named names or ARNs */
export const findRuleAlarms = async (
  named: readonly string[],
  alarms: Pick<AlarmStore, "find">,
  account: Account,
): Promise<{ readonly found: readonly Alarm[]; readonly missing: readonly string[] }> => {
  const found: Alarm[] = [];
  const missing: string[] = [];
  for (const nameOrArn of named) {
    const alarmName = alarmNameIn(nameOrArn);
    // An ARN may be one of another region or account, where there are no alarms of this server.
    const isOurs = nameOrArn === alarmName || nameOrArn === alarmArn(account, alarmName);
    const alarm = isOurs ? await alarms.find(alarmName) : undefined;
    if (alarm === undefined) missing.push(nameOrArn);
    else found.push(alarm);
  }
  return { found, missing };
};
