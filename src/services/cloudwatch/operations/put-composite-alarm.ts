import type { Account } from "../../../aws/account.ts";
import { configurationChanged } from "../alarms/history.ts";
import { alarmNameIn, findRuleAlarms } from "../alarms/rule-alarms.ts";
import { alarmOfOtherKind, validationError } from "../exceptions.ts";
import { type CompositeAlarm, isMetricAlarm, unchecked } from "../model/alarm.ts";
import { MAX_RULE_ALARMS, parseAlarmRule, ruleAlarms } from "../model/alarm-rule.ts";
import { toRecord } from "../model/tags.ts";
import { operation } from "../operation.ts";
import type { AlarmStore } from "../store/alarm-store.ts";

/**
 * PARITY: an alarm that is there already keeps its state, until it is looked at, and its tags.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export const putCompositeAlarm = operation("PutCompositeAlarm", async ({ Tags = [], ...settings }, context) => {
  const { alarms, alarmStates, clock, account } = context;
  const { AlarmName, AlarmRule } = settings;
  const rule = parseAlarmRule(AlarmRule);
  if (rule === undefined) throw validationError(`Invalid AlarmRule: ${AlarmRule}`);
  const named = ruleAlarms(rule);
  if (named.length > MAX_RULE_ALARMS) throw validationError(`A rule may name ${MAX_RULE_ALARMS} alarms at most.`);
  const { missing } = await findRuleAlarms(named, alarms, account);
  if (missing.length > 0) {
    throw validationError(
      `Could not save the composite alarm as alarms [${missing.join(", ")}] in the alarm rule do not exist`,
    );
  }
  await checkSuppressor(settings, alarms, account);
  const nowMs = clock.nowMs();
  const previous = await alarms.find(AlarmName);
  if (previous !== undefined && isMetricAlarm(previous)) throw alarmOfOtherKind(AlarmName, "MetricAlarm");
  const alarm = {
    settings,
    configurationUpdatedAtMs: nowMs,
    state: previous?.state ?? unchecked(nowMs),
    suppression: previous?.suppression,
  };
  const change = previous === undefined ? "Create" : "Update";
  const entry = configurationChanged(AlarmName, nowMs, change, settings);
  await alarms.save(alarm, [entry], toRecord(Tags));
  await alarmStates.evaluateComposites();
});

/** AWS states these rules; the words are our own. */
const checkSuppressor = async (
  settings: CompositeAlarm["settings"],
  alarms: Pick<AlarmStore, "find">,
  account: Account,
): Promise<void> => {
  const { ActionsSuppressor, ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod } = settings;
  const periods = [ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod].filter((it) => it !== undefined);
  if (periods.length !== (ActionsSuppressor === undefined ? 0 : 2)) {
    throw validationError(
      "ActionsSuppressor, ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod are given together.",
    );
  }
  if (periods.some((seconds) => seconds < 0)) throw validationError("Periods of ActionsSuppressor cannot be negative.");
  if (ActionsSuppressor === undefined) return;
  if (alarmNameIn(ActionsSuppressor) === settings.AlarmName) {
    throw validationError("An alarm cannot be its own ActionsSuppressor.");
  }
  const { missing } = await findRuleAlarms([ActionsSuppressor], alarms, account);
  if (missing.length > 0) {
    throw validationError(
      `Could not save the composite alarm as its ActionsSuppressor ${ActionsSuppressor} does not exist`,
    );
  }
};
