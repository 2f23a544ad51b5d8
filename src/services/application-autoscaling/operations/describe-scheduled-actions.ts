import type { Account } from "../../../aws/account.ts";
import type { ScheduledAction as WireAction } from "../../../models/generated/application-autoscaling.ts";
import { pageOf } from "../model/page.ts";
import { childArn, targetName } from "../model/scalable-target.ts";
import type { ScheduledAction } from "../model/scheduled-action.ts";
import { selectFrom } from "../model/select.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScheduledActions.html */
export const describeScheduledActions = operation("DescribeScheduledActions", async (input, { store, account }) => {
  const all = selectFrom(await store.actions(), input);
  const actions = all.filter(({ name }) => input.ScheduledActionNames?.includes(name) ?? true);
  const { items, end } = pageOf(actions, input, ({ actionId }) => actionId);
  return { ScheduledActions: items.map((action) => toScheduledAction(action, account)), ...end };
});

const toScheduledAction = (action: ScheduledAction, account: Account): WireAction => ({
  ScheduledActionName: action.name,
  ScheduledActionARN: childArn(account, "scheduledAction", { ...action, id: action.actionId }),
  ...targetName(action.resourceId),
  Schedule: action.schedule,
  Timezone: action.timezone,
  StartTime: toDate(action.startMs),
  EndTime: toDate(action.endMs),
  ScalableTargetAction: { MinCapacity: action.minCapacity, MaxCapacity: action.maxCapacity },
  CreationTime: new Date(action.createdAtMs),
});

const toDate = (epochMs: number | undefined): Date | undefined =>
  epochMs === undefined ? undefined : new Date(epochMs);
