import type { Account } from "../../../aws/account.ts";
import { findArn } from "../../../aws/arn.ts";
import type { InvokeFunction, PublishToTopic } from "../contract.ts";
import type { Alarm, AlarmHistoryEntry, AlarmState } from "../model/alarm.ts";
import { alarmEvent } from "./alarm-event.ts";
import { actionTold } from "./history.ts";
import { topicNotification } from "./topic-notification.ts";

/** Who can be told by an alarm. */
export interface ActionPorts {
  readonly invokeFunction: InvokeFunction;
  readonly publishToTopic: PublishToTopic;
}

/**
 * Takes the actions of an alarm that came into another state, and tells what became of each. Functions are invoked, and
 * topics published to; whatever else AWS would do is not done, and told as failed.
 */
export const takeActions = async (
  alarm: Alarm,
  state: AlarmState,
  options: ActionPorts & { readonly account: Account },
): Promise<readonly AlarmHistoryEntry[]> => {
  const entries: AlarmHistoryEntry[] = [];
  for (const action of actionsOf(alarm, state)) {
    entries.push(actionTold(alarm, state, action, await failureOf(takeAction(action, alarm, state, options))));
  }
  return entries;
};

const takeAction = async (
  action: string,
  alarm: Alarm,
  state: AlarmState,
  { account, invokeFunction, publishToTopic }: ActionPorts & { readonly account: Account },
): Promise<void> => {
  const { service, resource = "" } = findArn(action) ?? {};
  if (service === "lambda" && resource.startsWith("function:")) {
    return invokeFunction(action, alarmEvent(alarm, state, account));
  }
  if (service === "sns") return publishToTopic(action, topicNotification(alarm, state, account));
  throw new Error("this server takes actions of functions and topics only");
};

const actionsOf = ({ settings }: Alarm, { value }: AlarmState): readonly string[] => {
  if (settings.ActionsEnabled === false) return [];
  const { OKActions, AlarmActions, InsufficientDataActions } = settings;
  return { OK: OKActions, ALARM: AlarmActions, INSUFFICIENT_DATA: InsufficientDataActions }[value] ?? [];
};

const failureOf = (action: Promise<void>): Promise<string | undefined> =>
  action.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
