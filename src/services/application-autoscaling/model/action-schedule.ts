import { parseSchedule } from "../../../aws/schedule/schedule-expression.ts";
import { invalid } from "../exceptions.ts";
import type { ScheduledAction } from "./scheduled-action.ts";

/**
 * When an action is due the next time after a moment, within its own start and end; undefined: never.
 * @throws ServiceException when its schedule is none
 */
export const nextRun = (action: ScheduledAction, afterMs: number): number | undefined => {
  const { schedule, timezone = "UTC", startMs = 0, endMs = Number.POSITIVE_INFINITY } = action;
  const next = parse(schedule, timezone, action.startMs ?? action.createdAtMs).nextAfter(
    Math.max(afterMs, startMs - 1),
  );
  return next !== undefined && next <= endMs ? next : undefined;
};

const parse = (schedule: string, timeZone: string, startMs: number): ReturnType<typeof parseSchedule> => {
  try {
    return parseSchedule(schedule, { timeZone, startMs });
  } catch (error) {
    if (error instanceof RangeError) throw invalid(`Unsupported time zone: ${timeZone}`, error);
    throw invalid(`Invalid schedule expression ${schedule}: ${(error as Error).message}.`, error);
  }
};
