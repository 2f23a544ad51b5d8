import { putAlarm } from "../alarms/put-alarm.ts";
import { alarmOfOtherKind } from "../exceptions.ts";
import { checkAlarm } from "../model/check-alarm.ts";
import { isComposite } from "../model/alarm.ts";
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
  await putAlarm(alarms, { settings, previous, owner: previous?.owner, nowMs }, toRecord(Tags));
});
