import { keyNotPendingDeletion } from "../exceptions.ts";
import { operation } from "../operation.ts";

/**
 * PARITY: the key comes back disabled.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
 */
export const cancelKeyDeletion = operation("CancelKeyDeletion", async (input, { keys }) => {
  const key = await keys.update(input.KeyId, (current) => {
    if (current.state !== "PendingDeletion") throw keyNotPendingDeletion(keys.arnOf(current));
    return { ...current, state: "Disabled", deletionAtMs: undefined };
  });
  return { KeyId: keys.arnOf(key) };
});
