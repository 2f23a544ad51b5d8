import { validationError } from "../exceptions.ts";
import { DAY_MS } from "../model/key.ts";
import { operation } from "../operation.ts";
import { checkCustomerManaged } from "../request-options.ts";

const MIN_WINDOW_DAYS = 7;
const MAX_WINDOW_DAYS = 30;

/**
 * PARITY: the model allows 1 to 365 days, the service 7 to 30.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
 */
export const scheduleKeyDeletion = operation("ScheduleKeyDeletion", async (input, { keys, clock, caller }) => {
  const windowDays = input.PendingWindowInDays ?? MAX_WINDOW_DAYS;
  if (windowDays < MIN_WINDOW_DAYS || windowDays > MAX_WINDOW_DAYS) {
    throw validationError(
      `PendingWindowInDays must be between ${MIN_WINDOW_DAYS} and ${MAX_WINDOW_DAYS} (inclusive). Provided: ${windowDays}`,
    );
  }
  const deletionAtMs = clock.nowMs() + windowDays * DAY_MS;
  const key = await keys.update(input.KeyId, (current) => {
    checkCustomerManaged(current, keys, caller.arn, "ScheduleKeyDeletion");
    keys.checkNotPendingDeletion(current);
    return { ...current, state: "PendingDeletion", deletionAtMs };
  });
  return {
    KeyId: keys.arnOf(key),
    DeletionDate: new Date(deletionAtMs),
    KeyState: key.state,
    PendingWindowInDays: windowDays,
  };
});
