import type { DescribeAlarmsInput } from "../../../models/generated/cloudwatch.ts";
import { toMetricAlarm } from "../alarms/to-metric-alarm.ts";
import { invalidCombination } from "../exceptions.ts";
import type { Alarm } from "../model/alarm.ts";
import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";

/** Source: the API reference of DescribeAlarms. */
const PAGE_ITEMS = 50;

/**
 * There are metric alarms only, so composite ones are always an empty list.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export const describeAlarms = operation("DescribeAlarms", async (input, { alarms, account }) => {
  if (input.AlarmNames !== undefined && input.AlarmNamePrefix !== undefined) {
    throw invalidCombination("AlarmNames and AlarmNamePrefix are mutually exclusive.");
  }
  const wanted = (await alarms.all()).filter((alarm) => isWanted(alarm, input));
  const limit = input.MaxRecords ?? PAGE_ITEMS;
  const { items, nextToken } = pageOf(wanted, { nextToken: input.NextToken, limit });
  return {
    CompositeAlarms: [],
    MetricAlarms: items.map((alarm) => toMetricAlarm(alarm, account)),
    NextToken: nextToken,
  };
});

const isWanted = ({ settings, state }: Alarm, input: DescribeAlarmsInput): boolean => {
  const { AlarmNames, AlarmNamePrefix = "", AlarmTypes, StateValue, ActionPrefix } = input;
  // Both ask for what belongs to composite alarms.
  if (input.ChildrenOfAlarmName !== undefined || input.ParentsOfAlarmName !== undefined) return false;
  const actions = [settings.OKActions, settings.AlarmActions, settings.InsufficientDataActions].flatMap(
    (of) => of ?? [],
  );
  return (
    (AlarmNames === undefined || AlarmNames.includes(settings.AlarmName)) &&
    settings.AlarmName.startsWith(AlarmNamePrefix) &&
    (AlarmTypes === undefined || AlarmTypes.length === 0 || AlarmTypes.includes("MetricAlarm")) &&
    (StateValue === undefined || state.value === StateValue) &&
    (ActionPrefix === undefined || actions.some((action) => action.startsWith(ActionPrefix)))
  );
};
