import { operation } from "../operation.ts";
import { checkAttachable } from "../policies.ts";
import { withRole } from "../role-changes.ts";

/**
 * LIMIT: the boundary is kept and shown; it bounds nothing until policies are evaluated.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html
 */
export const putRolePermissionsBoundary = operation("PutRolePermissionsBoundary", async (input, { store }) => {
  await withRole(store, input.RoleName, async (role, session) => {
    await checkAttachable(store, input.PermissionsBoundary, session);
    await store.roles.update({ ...role, permissionsBoundaryArn: input.PermissionsBoundary }, session);
  });
});
