import { configurationChanged } from "../alarms/history.ts";
import { operation } from "../operation.ts";

/**
 * PARITY: names of no alarm are passed over.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
 */
export const deleteAlarms = operation("DeleteAlarms", async ({ AlarmNames }, { alarms, clock }) => {
  for (const alarmName of AlarmNames) {
    const alarm = await alarms.find(alarmName);
    if (alarm === undefined) continue;
    await alarms.remove(alarmName, configurationChanged(alarmName, clock.nowMs(), "Delete", alarm.settings));
  }
});
