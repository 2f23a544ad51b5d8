import { operation } from "../operation.ts";
import { checkCustomerManaged } from "../request-options.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html */
export const disableKey = operation("DisableKey", async (input, { keys, caller }) => {
  await keys.update(input.KeyId, (key) => {
    checkCustomerManaged(key, keys, caller.arn, "DisableKey");
    keys.checkNotPendingDeletion(key);
    return { ...key, state: "Disabled" };
  });
});
