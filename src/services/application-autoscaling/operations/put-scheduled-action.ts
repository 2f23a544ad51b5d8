import { randomUUID } from "node:crypto";
import type { PutScheduledActionRequest } from "../../../models/generated/application-autoscaling.ts";
import { invalid, targetNotRegistered } from "../exceptions.ts";
import { nextRun } from "../model/action-schedule.ts";
import { parseTargetName } from "../model/scalable-target.ts";
import type { ScheduledAction } from "../model/scheduled-action.ts";
import { operation } from "../operation.ts";

/**
 * Of an action that is there already, the schedule and the limits stay unless the request names them; its start and end
 * do not.
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html
 */
export const putScheduledAction = operation("PutScheduledAction", async (input, { store, clock }) => {
  parseTargetName(input);
  const nowMs = clock.nowMs();
  const action = await store.changeAction(
    input.ResourceId,
    input.ScheduledActionName,
    (current) => checked(toAction(input, current, nowMs), nowMs),
    (changed) => nextRun(changed, nowMs),
  );
  if (action === undefined) throw targetNotRegistered(input);
  return {};
});

const toAction = (
  input: PutScheduledActionRequest,
  current: ScheduledAction | undefined,
  nowMs: number,
): ScheduledAction => {
  const schedule = input.Schedule ?? current?.schedule;
  if (schedule === undefined) throw invalid("Schedule is required to create a scheduled action.");
  const limits = input.ScalableTargetAction ?? {
    MinCapacity: current?.minCapacity,
    MaxCapacity: current?.maxCapacity,
  };
  return {
    resourceId: input.ResourceId,
    name: input.ScheduledActionName,
    actionId: current?.actionId ?? randomUUID(),
    createdAtMs: current?.createdAtMs ?? nowMs,
    schedule,
    timezone: input.Timezone ?? current?.timezone,
    startMs: input.StartTime?.getTime(),
    endMs: input.EndTime?.getTime(),
    minCapacity: limits.MinCapacity,
    maxCapacity: limits.MaxCapacity,
  };
};

const checked = (action: ScheduledAction, nowMs: number): ScheduledAction => {
  const { minCapacity, maxCapacity, startMs, endMs } = action;
  if (minCapacity === undefined && maxCapacity === undefined) {
    throw invalid("ScalableTargetAction must name a minimum or a maximum capacity.");
  }
  if ((minCapacity ?? 0) < 0) throw invalid("Minimum capacity cannot be negative");
  if (minCapacity !== undefined && maxCapacity !== undefined && maxCapacity < minCapacity) {
    throw invalid("Maximum capacity cannot be less than minimum capacity");
  }
  if (startMs !== undefined && endMs !== undefined && endMs <= startMs)
    throw invalid("EndTime must be after StartTime");
  if (nextRun(action, nowMs) === undefined) throw invalid(`Schedule ${action.schedule} has no time left to come.`);
  return action;
};
