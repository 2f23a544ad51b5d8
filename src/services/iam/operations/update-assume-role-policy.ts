import { quotaExceeded } from "../exceptions.ts";
import { checkAssumeRolePolicy } from "../model/assume-role-policy.ts";
import { policySize } from "../model/policy-text.ts";
import { MAX_ASSUME_ROLE_POLICY_SIZE } from "../model/quotas.ts";
import { operation } from "../operation.ts";
import { changeRole } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html */
export const updateAssumeRolePolicy = operation("UpdateAssumeRolePolicy", async (input, dependencies) => {
  const assumeRolePolicyDocument = input.PolicyDocument;
  checkAssumeRolePolicy(assumeRolePolicyDocument);
  if (policySize(assumeRolePolicyDocument) > MAX_ASSUME_ROLE_POLICY_SIZE) {
    throw quotaExceeded("ACLSizePerRole", MAX_ASSUME_ROLE_POLICY_SIZE);
  }
  await changeRole(dependencies, input.RoleName, (role) => ({ ...role, assumeRolePolicyDocument }));
});
