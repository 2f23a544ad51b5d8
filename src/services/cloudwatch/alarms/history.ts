/** What DescribeAlarmHistory tells, in AWS's words where AWS has any. */
import { type Alarm, type AlarmHistoryEntry, type AlarmState, alarmTypeOf } from "../model/alarm.ts";
import type { AlarmAction } from "../model/alarm-action.ts";
import { suppressedBy } from "./suppressed-by.ts";

export const configurationChanged = (
  alarmName: string,
  atMs: number,
  change: "Create" | "Update" | "Delete",
  settings: Alarm["settings"],
): AlarmHistoryEntry => ({
  alarmName,
  alarmType: alarmTypeOf(settings),
  atMs,
  type: "ConfigurationUpdate",
  summary: `Alarm "${alarmName}" ${change.toLowerCase()}d`,
  data: JSON.stringify({ version: "1.0", type: change, [`${change.toLowerCase()}dAlarm`]: settings }),
});

export const stateChanged = (before: Alarm, after: Alarm): AlarmHistoryEntry => ({
  alarmName: after.settings.AlarmName,
  alarmType: alarmTypeOf(after.settings),
  atMs: after.state.updatedAtMs,
  type: "StateUpdate",
  summary: `Alarm updated from ${before.state.value} to ${after.state.value}`,
  data: JSON.stringify({
    version: "1.0",
    oldState: told(before.state),
    newState: { ...told(after.state), ...suppressedBy(after) },
  }),
});

/**
 * @param outcome.message what a topic was sent
 * @param outcome.failure why the action was not taken
 * @see https://github.com/aws/aws-sdk-java/issues/1723 for the data, https://github.com/ASFHyP3/hyp3/issues/762 for the
 *   words of a failure
 */
export const actionTold = (
  { alarm: { settings }, state, action }: AlarmAction,
  atMs: number,
  { message, failure }: { readonly message?: string | undefined; readonly failure?: string },
): AlarmHistoryEntry => ({
  alarmName: settings.AlarmName,
  alarmType: alarmTypeOf(settings),
  atMs,
  type: "Action",
  summary:
    failure === undefined
      ? `Successfully executed action ${action}`
      : `Failed to execute action ${action}. Received error: "${failure}"`,
  data: JSON.stringify({
    error: failure ?? null,
    actionState: failure === undefined ? "Succeeded" : "Failed",
    notificationResource: action,
    stateUpdateTimestamp: state.updatedAtMs,
    publishedMessage: message ?? null,
  }),
});

const told = ({ value, reason, reasonData }: AlarmState): object => ({
  stateValue: value,
  stateReason: reason,
  stateReasonData: reasonData === undefined ? undefined : (JSON.parse(reasonData) as unknown),
});
