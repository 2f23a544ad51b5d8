import { setActionsEnabled } from "../alarms/set-actions-enabled.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_EnableAlarmActions.html */
export const enableAlarmActions = operation("EnableAlarmActions", async ({ AlarmNames }, { alarms, clock }) => {
  await setActionsEnabled(alarms, AlarmNames, { ActionsEnabled: true, nowMs: clock.nowMs() });
});
