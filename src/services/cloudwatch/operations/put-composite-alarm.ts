import { configurationChanged } from "../alarms/history.ts";
import { findRuleAlarms } from "../alarms/rule-alarms.ts";
import { alarmOfOtherKind, notSupported, validationError } from "../exceptions.ts";
import { isMetricAlarm, unchecked } from "../model/alarm.ts";
import { MAX_RULE_ALARMS, parseAlarmRule, ruleAlarms } from "../model/alarm-rule.ts";
import { toRecord } from "../model/tags.ts";
import { operation } from "../operation.ts";

/**
 * PARITY: an alarm that is there already keeps its state, until it is looked at, and its tags.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export const putCompositeAlarm = operation("PutCompositeAlarm", async ({ Tags = [], ...settings }, context) => {
  const { alarms, alarmKeeper, clock, account } = context;
  const { AlarmName, AlarmRule } = settings;
  if (settings.ActionsSuppressor !== undefined) throw notSupported("Suppressors of actions are");
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
  const nowMs = clock.nowMs();
  const previous = await alarms.find(AlarmName);
  if (previous !== undefined && isMetricAlarm(previous)) throw alarmOfOtherKind(AlarmName, "MetricAlarm");
  const alarm = { settings, configurationUpdatedAtMs: nowMs, state: previous?.state ?? unchecked(nowMs) };
  const change = previous === undefined ? "Create" : "Update";
  const entry = configurationChanged(AlarmName, nowMs, change, settings);
  await alarms.save(alarm, [entry], toRecord(Tags));
  await alarmKeeper.evaluateComposites();
});
