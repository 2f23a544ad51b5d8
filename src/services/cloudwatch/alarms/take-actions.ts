import type { Account } from "../../../aws/account.ts";
import { findArn } from "../../../aws/arn.ts";
import type { InvokeFunction } from "../contract.ts";
import type { Alarm, AlarmHistoryEntry, AlarmState } from "../model/alarm.ts";
import { alarmEvent } from "./alarm-event.ts";
import { actionTold } from "./history.ts";

/**
 * Takes the actions of an alarm that came into another state, and tells what became of each. Functions are invoked;
 * whatever else AWS would do is not done, and told as failed.
 */
export const takeActions = async (
  alarm: Alarm,
  state: AlarmState,
  { account, invokeFunction }: { readonly account: Account; readonly invokeFunction: InvokeFunction },
): Promise<readonly AlarmHistoryEntry[]> => {
  const entries: AlarmHistoryEntry[] = [];
  for (const action of actionsOf(alarm, state)) {
    const failure = isFunction(action)
      ? await failureOf(invokeFunction(action, alarmEvent(alarm, state, account)))
      : "this server takes actions of functions only";
    entries.push(actionTold(alarm, state, action, failure));
  }
  return entries;
};

const actionsOf = ({ settings }: Alarm, { value }: AlarmState): readonly string[] => {
  if (settings.ActionsEnabled === false) return [];
  const { OKActions, AlarmActions, InsufficientDataActions } = settings;
  return { OK: OKActions, ALARM: AlarmActions, INSUFFICIENT_DATA: InsufficientDataActions }[value] ?? [];
};

const isFunction = (action: string): boolean => {
  const arn = findArn(action);
  return arn?.service === "lambda" && arn.resource.startsWith("function:");
};

const failureOf = (action: Promise<void>): Promise<string | undefined> =>
  action.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
