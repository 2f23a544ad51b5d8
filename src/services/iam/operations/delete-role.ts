import { mustDeletePolicies, mustDetachPolicies } from "../exceptions.ts";
import { operation } from "../operation.ts";
import { withRole } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html */
export const deleteRole = operation("DeleteRole", async ({ RoleName }, { store, roleIndex }) => {
  const deleted = await withRole(store, RoleName, async (role, session) => {
    if ((await store.attachments.list(role.roleId, session)).length > 0) throw mustDetachPolicies();
    if ((await store.inlinePolicies.list(role.roleId, session)).length > 0) throw mustDeletePolicies();
    await store.roles.remove(role.roleId, session);
    return role;
  });
  roleIndex.remove(deleted);
});
