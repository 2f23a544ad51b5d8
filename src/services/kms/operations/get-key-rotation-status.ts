import { operation } from "../operation.ts";
import { checkRotatable } from "../rotation.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html */
export const getKeyRotationStatus = operation("GetKeyRotationStatus", async (input, { keys }) => {
  const key = await keys.getById(input.KeyId);
  checkRotatable(key);
  const { rotation } = key;
  return {
    KeyId: keys.arnOf(key),
    // PARITY: a key that is about to be deleted is not rotated any more.
    KeyRotationEnabled: rotation !== undefined && key.state !== "PendingDeletion",
    ...(rotation === undefined || key.state === "PendingDeletion"
      ? {}
      : { RotationPeriodInDays: rotation.periodDays, NextRotationDate: new Date(rotation.nextAtMs) }),
  };
});
