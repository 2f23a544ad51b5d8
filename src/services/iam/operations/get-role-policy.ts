import { noSuchRolePolicy } from "../exceptions.ts";
import { encodePolicyDocument } from "../model/policy-text.ts";
import { operation } from "../operation.ts";
import { getRoleByName } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
export const getRolePolicy = operation("GetRolePolicy", async ({ RoleName, PolicyName }, { store }) => {
  const role = await getRoleByName(store, RoleName);
  const policy = await store.inlinePolicies.find(role.roleId, PolicyName);
  if (policy === undefined) throw noSuchRolePolicy(PolicyName);
  return {
    RoleName: role.roleName,
    PolicyName: policy.policyName,
    PolicyDocument: encodePolicyDocument(policy.document),
  };
});
