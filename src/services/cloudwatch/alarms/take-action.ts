import type { Account } from "../../../aws/account.ts";
import { findArn } from "../../../aws/arn.ts";
import { OperatorError } from "../../../base/operator-error.ts";
import type { ActionPorts } from "../contract.ts";
import type { AlarmAction } from "../model/alarm-action.ts";
import { alarmEvent } from "./alarm-event.ts";
import { topicNotification } from "./topic-notification.ts";

/**
 * Invokes a function, publishes to a topic or has a scaling policy carried out.
 * @returns what a topic was sent, as the alarm's history has it
 * @throws OperatorError for whatever else AWS would do; what the port throws
 */
export const takeAction = async (
  { action, alarm, state }: AlarmAction,
  { account, invokeFunction, publishToTopic, triggerScalingPolicy }: ActionPorts & { readonly account: Account },
  signal: AbortSignal,
): Promise<string | undefined> => {
  const { service, resource = "" } = findArn(action) ?? {};
  if (service === "lambda" && resource.startsWith("function:")) {
    await invokeFunction(action, alarmEvent(alarm, state, account), signal);
    return undefined;
  }
  if (service === "autoscaling" && resource.startsWith("scalingPolicy:")) {
    await triggerScalingPolicy(action, alarm.settings.AlarmName);
    return undefined;
  }
  if (service !== "sns") throw unknownAction(action);
  const notification = topicNotification(alarm, state, account);
  await publishToTopic(action, notification, signal);
  return JSON.stringify({ default: notification.message });
};

const unknownAction = (action: string): OperatorError =>
  new OperatorError({
    code: "ALARM_ACTION_UNKNOWN",
    message: "this server takes actions of functions, topics and scaling policies only",
    remedy: `Name a function or a topic instead of ${action} as the action of the alarm.`,
  });
