import { InvalidFormatFault } from "../../../models/generated/cloudwatch.ts";
import { alarmNotFound } from "../exceptions.ts";
import { operation } from "../operation.ts";

/**
 * Lasts until the next evaluation finds something else.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
 */
export const setAlarmState = operation("SetAlarmState", async (input, { alarms, alarmStates }) => {
  const { AlarmName, StateValue: value, StateReason: reason, StateReasonData: reasonData } = input;
  if (reasonData !== undefined && !isJson(reasonData)) {
    throw new InvalidFormatFault({ message: "TheStateReasonData must be a valid JSON document." });
  }
  let isDone = false;
  while (!isDone) {
    const alarm = await alarms.find(AlarmName);
    if (alarm === undefined) throw alarmNotFound();
    isDone = await alarmStates.set(alarm, { value, reason, reasonData });
  }
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
