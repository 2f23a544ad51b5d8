import { ServiceException } from "../../../aws/service-exception.ts";
import { randomHex } from "../../../base/ids.ts";
import type { RegisterScalableTargetRequest } from "../../../models/generated/application-autoscaling.ts";
import type { ScalableConcurrency, ScalableFunction } from "../contract.ts";
import { invalid } from "../exceptions.ts";
import { parseTargetName, type ScalableTarget, targetArn } from "../model/scalable-target.ts";
import { operation } from "../operation.ts";

/**
 * Registers a target, or changes of one that is registered what the request names.
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
 */
export const registerScalableTarget = operation("RegisterScalableTarget", async (input, context) => {
  const { store, concurrency, clock, account } = context;
  await checkExists(parseTargetName(input), concurrency);
  const target = await store.changeTarget(input.ResourceId, (current) => {
    if (current !== undefined && input.Tags !== undefined) {
      throw invalid("Tags cannot be given with a scalable target that is registered already; use TagResource.");
    }
    return withRequest(current ?? newTarget(input, clock.nowMs()), input);
  });
  return { ScalableTargetARN: targetArn(account, target.targetId) };
});

/** @throws ServiceException in Lambda's own words */
const checkExists = async (scalable: ScalableFunction, concurrency: ScalableConcurrency): Promise<void> => {
  try {
    await concurrency.read(scalable);
  } catch (error) {
    throw error instanceof ServiceException ? invalid(error.message, error) : error;
  }
};

const newTarget = (input: RegisterScalableTargetRequest, createdAtMs: number): ScalableTarget => {
  if (input.MinCapacity === undefined || input.MaxCapacity === undefined) {
    throw invalid("MinCapacity and MaxCapacity are required to register a scalable target.");
  }
  return {
    resourceId: input.ResourceId,
    targetId: randomHex(18),
    minCapacity: input.MinCapacity,
    maxCapacity: input.MaxCapacity,
    createdAtMs,
    suspended: { scalingIn: false, scalingOut: false, scheduled: false },
    tags: input.Tags ?? {},
  };
};

const withRequest = (target: ScalableTarget, input: RegisterScalableTargetRequest): ScalableTarget => {
  const { MinCapacity = target.minCapacity, MaxCapacity = target.maxCapacity, SuspendedState = {} } = input;
  if (MinCapacity < 0) throw invalid("Minimum capacity cannot be negative");
  if (MaxCapacity < MinCapacity) throw invalid("Maximum capacity cannot be less than minimum capacity");
  const { suspended } = target;
  return {
    ...target,
    minCapacity: MinCapacity,
    maxCapacity: MaxCapacity,
    suspended: {
      scalingIn: SuspendedState.DynamicScalingInSuspended ?? suspended.scalingIn,
      scalingOut: SuspendedState.DynamicScalingOutSuspended ?? suspended.scalingOut,
      scheduled: SuspendedState.ScheduledScalingSuspended ?? suspended.scheduled,
    },
  };
};
