import { noSuchUserPolicy } from "../exceptions.ts";
import { encodePolicyDocument } from "../model/policy-text.ts";
import { operation } from "../operation.ts";
import { getUserByName } from "../users.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html */
export const getUserPolicy = operation("GetUserPolicy", async ({ UserName, PolicyName }, { store }) => {
  const user = await getUserByName(store, UserName);
  const policy = await store.inlinePolicies.find(user.userId, PolicyName);
  if (policy === undefined) throw noSuchUserPolicy(PolicyName);
  return {
    UserName: user.userName,
    PolicyName: policy.policyName,
    PolicyDocument: encodePolicyDocument(policy.document),
  };
});
