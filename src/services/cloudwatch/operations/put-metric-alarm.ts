import { configurationChanged } from "../alarms/history.ts";
import { alarmOfOtherKind } from "../exceptions.ts";
import { checkAlarm } from "../model/check-alarm.ts";
import { isComposite, unchecked } from "../model/alarm.ts";
import { toRecord } from "../model/tags.ts";
import { operation } from "../operation.ts";

/**
 * PARITY: an alarm that is there already keeps its state and its tags.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const putMetricAlarm = operation("PutMetricAlarm", async ({ Tags = [], ...settings }, { alarms, clock }) => {
  checkAlarm(settings);
  const nowMs = clock.nowMs();
  const previous = await alarms.find(settings.AlarmName);
  if (previous !== undefined && isComposite(previous)) throw alarmOfOtherKind(settings.AlarmName, "CompositeAlarm");
  const alarm = { settings, configurationUpdatedAtMs: nowMs, state: previous?.state ?? unchecked(nowMs) };
  const change = previous === undefined ? "Create" : "Update";
  const entry = configurationChanged(settings.AlarmName, nowMs, change, settings);
  await alarms.save(alarm, [entry], toRecord(Tags));
});
