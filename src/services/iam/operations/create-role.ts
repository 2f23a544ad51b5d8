import { newUniqueId } from "../../../aws/unique-id.ts";
import { quotaExceeded, roleExists } from "../exceptions.ts";
import { checkAssumeRolePolicy } from "../model/assume-role-policy.ts";
import { policySize } from "../model/policy-text.ts";
import { MAX_ASSUME_ROLE_POLICY_SIZE } from "../model/quotas.ts";
import { DEFAULT_MAX_SESSION_DURATION_SECONDS, type Role } from "../model/role.ts";
import { toCreatedRole } from "../model/role-output.ts";
import { withTags } from "../model/tags.ts";
import { operation } from "../operation.ts";
import { checkAttachable } from "../policies.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const createRole = operation("CreateRole", async (input, { store, roleIndex, clock, account }) => {
  checkAssumeRolePolicy(input.AssumeRolePolicyDocument);
  if (policySize(input.AssumeRolePolicyDocument) > MAX_ASSUME_ROLE_POLICY_SIZE) {
    throw quotaExceeded("ACLSizePerRole", MAX_ASSUME_ROLE_POLICY_SIZE);
  }
  const role: Role = {
    roleName: input.RoleName,
    roleId: newUniqueId("AROA"),
    path: input.Path ?? "/",
    createdAtMs: clock.nowMs(),
    description: input.Description,
    maxSessionDurationSeconds: input.MaxSessionDuration ?? DEFAULT_MAX_SESSION_DURATION_SECONDS,
    assumeRolePolicyDocument: input.AssumeRolePolicyDocument,
    permissionsBoundaryArn: input.PermissionsBoundary,
    tags: withTags({}, input.Tags),
  };
  await store.transaction(async (session) => {
    if ((await store.roles.find(role.roleName, session)) !== undefined) throw roleExists(role.roleName);
    if (role.permissionsBoundaryArn !== undefined) await checkAttachable(store, role.permissionsBoundaryArn, session);
    await store.roles.insert(role, session);
  });
  roleIndex.put(role);
  return { Role: toCreatedRole(role, account) };
});
