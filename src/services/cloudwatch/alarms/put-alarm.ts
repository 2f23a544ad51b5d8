import { type MetricAlarm, unchecked } from "../model/alarm.ts";
import type { AlarmStore, AlarmTags } from "../store/alarm-store.ts";
import { configurationChanged } from "./history.ts";

/** Stores a new alarm or new settings of one, which keeps its state and its tags. */
export const putAlarm = async (
  alarms: Pick<AlarmStore, "save">,
  alarm: Pick<MetricAlarm, "settings" | "owner"> & {
    readonly previous: MetricAlarm | undefined;
    readonly nowMs: number;
  },
  tags: AlarmTags = {},
): Promise<void> => {
  const { settings, owner, previous, nowMs } = alarm;
  const state = previous?.state ?? unchecked(nowMs);
  const change = previous === undefined ? "Create" : "Update";
  const entry = configurationChanged(settings.AlarmName, nowMs, change, settings);
  await alarms.save({ settings, configurationUpdatedAtMs: nowMs, state, owner }, [entry], tags);
};
