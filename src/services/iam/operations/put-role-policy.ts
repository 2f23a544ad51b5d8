import { inlinePoliciesTooLarge } from "../exceptions.ts";
import { putInlinePolicy } from "../inline-policies.ts";
import { checkIdentityPolicy } from "../model/identity-policy.ts";
import { MAX_ROLE_INLINE_POLICIES_SIZE } from "../model/quotas.ts";
import { operation } from "../operation.ts";
import { withRole } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
export const putRolePolicy = operation("PutRolePolicy", async (input, { store }) => {
  const policy = { policyName: input.PolicyName, document: input.PolicyDocument };
  checkIdentityPolicy(policy.document);
  await withRole(store, input.RoleName, async ({ roleId, roleName }, session) => {
    await putInlinePolicy(store, session, roleId, policy, {
      maxSize: MAX_ROLE_INLINE_POLICIES_SIZE,
      tooLarge: () => inlinePoliciesTooLarge(MAX_ROLE_INLINE_POLICIES_SIZE, "role", roleName),
    });
  });
});
