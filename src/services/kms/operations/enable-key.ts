import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html */
export const enableKey = operation("EnableKey", async (input, { keys }) => {
  await keys.update(input.KeyId, (key) => {
    keys.checkNotPendingDeletion(key);
    return { ...key, state: "Enabled" };
  });
});
