import type { AlarmStore } from "../store/alarm-store.ts";
import { configurationChanged } from "./history.ts";

/** Names of no alarm are passed over, as AWS does. */
export const setActionsEnabled = async (
  alarms: AlarmStore,
  alarmNames: readonly string[],
  { ActionsEnabled, nowMs }: { readonly ActionsEnabled: boolean; readonly nowMs: number },
): Promise<void> => {
  for (const alarmName of alarmNames) {
    const alarm = await alarms.find(alarmName);
    if (alarm === undefined) continue;
    const changed = { ...alarm, settings: { ...alarm.settings, ActionsEnabled }, configurationUpdatedAtMs: nowMs };
    const entry = configurationChanged(alarmName, nowMs, "Update", changed.settings);
    await alarms.save(changed, [entry]);
  }
};
