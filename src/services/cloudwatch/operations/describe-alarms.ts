import type { CompositeAlarm, DescribeAlarmsInput } from "../../../models/generated/cloudwatch.ts";
import { alarmNameIn } from "../alarms/rule-alarms.ts";
import { toCompositeAlarm, toMetricAlarm } from "../alarms/to-wire-alarm.ts";
import { invalidCombination, validationError } from "../exceptions.ts";
import { type Alarm, alarmTypeOf, isComposite, isMetricAlarm } from "../model/alarm.ts";
import { parseAlarmRule, ruleAlarms } from "../model/alarm-rule.ts";
import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";

/** Source: the API reference of DescribeAlarms. */
const PAGE_ITEMS = 50;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export const describeAlarms = operation("DescribeAlarms", async (input, { alarms, account }) => {
  checkFilters(input);
  const all = await alarms.all();
  const isFamily = (input.ChildrenOfAlarmName ?? input.ParentsOfAlarmName) !== undefined;
  const wanted = isFamily ? familyOf(input, all) : all.filter((alarm) => isWanted(alarm, input));
  const limit = input.MaxRecords ?? PAGE_ITEMS;
  const { items, nextToken } = pageOf(wanted, { nextToken: input.NextToken, limit });
  const composite = items.filter(isComposite).map((alarm) => toCompositeAlarm(alarm, account));
  const metric = items.filter(isMetricAlarm).map((alarm) => toMetricAlarm(alarm, account));
  return {
    // PARITY: of relatives only how they are, not what they are for.
    CompositeAlarms: isFamily ? composite.map(stateOnly) : composite,
    MetricAlarms: isFamily ? metric.map(stateOnly) : metric,
    NextToken: nextToken,
  };
});

const checkFilters = (input: DescribeAlarmsInput): void => {
  if (input.AlarmNames !== undefined && input.AlarmNamePrefix !== undefined) {
    throw invalidCombination("AlarmNames and AlarmNamePrefix are mutually exclusive.");
  }
  const { MaxRecords: _records, NextToken: _token, ChildrenOfAlarmName, ParentsOfAlarmName, ...filters } = input;
  const family = [ChildrenOfAlarmName, ParentsOfAlarmName].filter((name) => name !== undefined);
  if (family.length === 0) return;
  if (family.length === 1 && Object.values(filters).every((filter) => filter === undefined)) return;
  throw validationError("ChildrenOfAlarmName and ParentsOfAlarmName cannot be combined with other filters.");
};

/** The alarms that a composite alarm watches, or the composite alarms that watch an alarm. */
const familyOf = (
  { ChildrenOfAlarmName: parent, ParentsOfAlarmName: child }: DescribeAlarmsInput,
  all: readonly Alarm[],
): readonly Alarm[] => {
  if (child !== undefined) return all.filter((alarm) => childrenOf(alarm).includes(child));
  const children = new Set(all.filter(({ settings }) => settings.AlarmName === parent).flatMap(childrenOf));
  return all.filter(({ settings }) => children.has(settings.AlarmName));
};

const childrenOf = (alarm: Alarm): readonly string[] => {
  const rule = isComposite(alarm) ? parseAlarmRule(alarm.settings.AlarmRule) : undefined;
  return rule === undefined ? [] : ruleAlarms(rule).map(alarmNameIn);
};

const isWanted = ({ settings, state }: Alarm, input: DescribeAlarmsInput): boolean => {
  // PARITY: metric alarms alone, unless others are asked for.
  const { AlarmNames, AlarmNamePrefix = "", AlarmTypes = ["MetricAlarm"], StateValue, ActionPrefix } = input;
  const actions = [settings.OKActions, settings.AlarmActions, settings.InsufficientDataActions].flatMap(
    (of) => of ?? [],
  );
  return (
    (AlarmNames === undefined || AlarmNames.includes(settings.AlarmName)) &&
    settings.AlarmName.startsWith(AlarmNamePrefix) &&
    AlarmTypes.includes(alarmTypeOf(settings)) &&
    (StateValue === undefined || state.value === StateValue) &&
    (ActionPrefix === undefined || actions.some((action) => action.startsWith(ActionPrefix)))
  );
};

type State = Pick<
  CompositeAlarm,
  "AlarmName" | "AlarmArn" | "StateValue" | "StateReason" | "StateUpdatedTimestamp" | "StateTransitionedTimestamp"
>;

const stateOnly = (alarm: State): State => ({
  AlarmName: alarm.AlarmName,
  AlarmArn: alarm.AlarmArn,
  StateValue: alarm.StateValue,
  StateReason: alarm.StateReason,
  StateUpdatedTimestamp: alarm.StateUpdatedTimestamp,
  StateTransitionedTimestamp: alarm.StateTransitionedTimestamp,
});
