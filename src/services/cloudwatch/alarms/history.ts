/** What DescribeAlarmHistory tells, in AWS's words where AWS has any. */
import type { Alarm, AlarmHistoryEntry, AlarmState } from "../model/alarm.ts";

export const configurationChanged = (
  alarmName: string,
  atMs: number,
  change: "Create" | "Update" | "Delete",
  settings: Alarm["settings"],
): AlarmHistoryEntry => ({
  alarmName,
  atMs,
  type: "ConfigurationUpdate",
  summary: `Alarm "${alarmName}" ${change.toLowerCase()}d`,
  data: JSON.stringify({ version: "1.0", type: change, [`${change.toLowerCase()}dAlarm`]: settings }),
});

export const stateChanged = (alarm: Alarm, state: AlarmState): AlarmHistoryEntry => ({
  alarmName: alarm.settings.AlarmName,
  atMs: state.updatedAtMs,
  type: "StateUpdate",
  summary: `Alarm updated from ${alarm.state.value} to ${state.value}`,
  data: JSON.stringify({ version: "1.0", oldState: told(alarm.state), newState: told(state) }),
});

/** One entry for each action that AWS would take now. */
export const actionsNotTaken = ({ settings }: Alarm, state: AlarmState): readonly AlarmHistoryEntry[] => {
  if (settings.ActionsEnabled === false) return [];
  const actions = {
    OK: settings.OKActions,
    ALARM: settings.AlarmActions,
    INSUFFICIENT_DATA: settings.InsufficientDataActions,
  };
  return (actions[state.value] ?? []).map((action) => ({
    alarmName: settings.AlarmName,
    atMs: state.updatedAtMs,
    type: "Action" as const,
    summary: `Failed to execute action ${action}: this server takes no alarm actions`,
    data: JSON.stringify({
      actionState: "Failed",
      notificationResource: action,
      stateUpdateTimestamp: state.updatedAtMs,
    }),
  }));
};

const told = ({ value, reason, reasonData }: AlarmState): object => ({
  stateValue: value,
  stateReason: reason,
  stateReasonData: reasonData === undefined ? undefined : (JSON.parse(reasonData) as unknown),
});
