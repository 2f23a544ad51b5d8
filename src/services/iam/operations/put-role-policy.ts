import { inlinePoliciesTooLarge } from "../exceptions.ts";
import { checkIdentityPolicy } from "../model/identity-policy.ts";
import { policySize } from "../model/policy-text.ts";
import { MAX_ROLE_INLINE_POLICIES_SIZE } from "../model/quotas.ts";
import { operation } from "../operation.ts";
import { withRole } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
export const putRolePolicy = operation("PutRolePolicy", async (input, { store }) => {
  const policy = { policyName: input.PolicyName, document: input.PolicyDocument };
  checkIdentityPolicy(policy.document);
  await withRole(store, input.RoleName, async (role, session) => {
    const present = await store.inlinePolicies.list(role.roleId, session);
    const others = present.filter(({ policyName }) => policyName !== policy.policyName);
    const size = [...others, policy].reduce((sum, { document }) => sum + policySize(document), 0);
    if (size > MAX_ROLE_INLINE_POLICIES_SIZE)
      throw inlinePoliciesTooLarge(MAX_ROLE_INLINE_POLICIES_SIZE, role.roleName);
    await store.inlinePolicies.put(role.roleId, policy, session);
  });
});
