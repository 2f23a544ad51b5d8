import { policyNotFound } from "../exceptions.ts";
import { DEFAULT_POLICY_NAME } from "../model/key-policy.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html */
export const getKeyPolicy = operation("GetKeyPolicy", async (input, { keys }) => {
  const key = await keys.getById(input.KeyId);
  if ((input.PolicyName ?? DEFAULT_POLICY_NAME) !== DEFAULT_POLICY_NAME) throw policyNotFound();
  return { Policy: key.policy, PolicyName: DEFAULT_POLICY_NAME };
});
