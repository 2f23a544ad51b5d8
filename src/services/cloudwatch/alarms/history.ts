/** What DescribeAlarmHistory tells, in AWS's words where AWS has any. */
import { type Alarm, type AlarmHistoryEntry, type AlarmState, alarmTypeOf } from "../model/alarm.ts";

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

export const stateChanged = (alarm: Alarm, state: AlarmState): AlarmHistoryEntry => ({
  alarmName: alarm.settings.AlarmName,
  alarmType: alarmTypeOf(alarm.settings),
  atMs: state.updatedAtMs,
  type: "StateUpdate",
  summary: `Alarm updated from ${alarm.state.value} to ${state.value}`,
  data: JSON.stringify({ version: "1.0", oldState: told(alarm.state), newState: told(state) }),
});

/** @param failure why the action was not taken; undefined when it was */
export const actionTold = (
  { settings }: Alarm,
  state: AlarmState,
  action: string,
  failure: string | undefined,
): AlarmHistoryEntry => ({
  alarmName: settings.AlarmName,
  alarmType: alarmTypeOf(settings),
  atMs: state.updatedAtMs,
  type: "Action",
  summary:
    failure === undefined ? `Successfully executed action ${action}` : `Failed to execute action ${action}: ${failure}`,
  data: JSON.stringify({
    actionState: failure === undefined ? "Succeeded" : "Failed",
    notificationResource: action,
    stateUpdateTimestamp: state.updatedAtMs,
    error: failure,
  }),
});

const told = ({ value, reason, reasonData }: AlarmState): object => ({
  stateValue: value,
  stateReason: reason,
  stateReasonData: reasonData === undefined ? undefined : (JSON.parse(reasonData) as unknown),
});
