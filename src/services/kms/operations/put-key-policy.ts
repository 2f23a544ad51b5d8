import { policyNotFound } from "../exceptions.ts";
import { checkKeyPolicy, DEFAULT_POLICY_NAME } from "../model/key-policy.ts";
import { operation } from "../operation.ts";
import { checkCustomerManaged } from "../request-options.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html */
export const putKeyPolicy = operation("PutKeyPolicy", async (input, { keys, account, caller }) => {
  if ((input.PolicyName ?? DEFAULT_POLICY_NAME) !== DEFAULT_POLICY_NAME) throw policyNotFound();
  const skipsLockoutCheck = input.BypassPolicyLockoutSafetyCheck === true;
  checkKeyPolicy(input.Policy, { account, callerArn: caller.arn, skipsLockoutCheck });
  await keys.update(input.KeyId, (key) => {
    checkCustomerManaged(key, keys, caller.arn, "PutKeyPolicy");
    keys.checkNotPendingDeletion(key);
    return { ...key, policy: input.Policy };
  });
});
