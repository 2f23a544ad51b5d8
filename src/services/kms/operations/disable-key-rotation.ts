import { operation } from "../operation.ts";
import { checkCustomerManaged } from "../request-options.ts";
import { checkRotatable } from "../rotation.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html */
export const disableKeyRotation = operation("DisableKeyRotation", async (input, { keys, caller }) => {
  await keys.update(input.KeyId, (key) => {
    checkCustomerManaged(key, keys, caller.arn, "DisableKeyRotation");
    keys.checkEnabled(key);
    checkRotatable(key);
    return { ...key, rotation: undefined };
  });
});
