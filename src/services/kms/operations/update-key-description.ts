import { operation } from "../operation.ts";
import { checkCustomerManaged } from "../request-options.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateKeyDescription.html */
export const updateKeyDescription = operation("UpdateKeyDescription", async (input, { keys, caller }) => {
  await keys.update(input.KeyId, (key) => {
    checkCustomerManaged(key, keys, caller.arn, "UpdateKeyDescription");
    keys.checkNotPendingDeletion(key);
    return { ...key, description: input.Description };
  });
});
