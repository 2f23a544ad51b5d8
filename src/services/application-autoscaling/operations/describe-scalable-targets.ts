import type { Account } from "../../../aws/account.ts";
import { pageOf } from "../model/page.ts";
import { type ScalableTarget, serviceLinkedRole, targetArn, targetName } from "../model/scalable-target.ts";
import { selectFrom } from "../model/select.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html */
export const describeScalableTargets = operation("DescribeScalableTargets", async (input, { store, account }) => {
  const targets = selectFrom(await store.targets(), input);
  const { items, end } = pageOf(targets, input, ({ resourceId }) => resourceId);
  return { ScalableTargets: items.map((target) => toScalableTarget(target, account)), ...end };
});

const toScalableTarget = (target: ScalableTarget, account: Account) => ({
  ...targetName(target.resourceId),
  MinCapacity: target.minCapacity,
  MaxCapacity: target.maxCapacity,
  RoleARN: serviceLinkedRole(account),
  CreationTime: new Date(target.createdAtMs),
  SuspendedState: {
    DynamicScalingInSuspended: target.suspended.scalingIn,
    DynamicScalingOutSuspended: target.suspended.scalingOut,
    ScheduledScalingSuspended: target.suspended.scheduled,
  },
  ScalableTargetARN: targetArn(account, target.targetId),
});
