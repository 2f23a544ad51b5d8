import { setActionsEnabled } from "../alarms/set-actions-enabled.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html */
export const disableAlarmActions = operation("DisableAlarmActions", async ({ AlarmNames }, { alarms, clock }) => {
  await setActionsEnabled(alarms, AlarmNames, { ActionsEnabled: false, nowMs: clock.nowMs() });
});
