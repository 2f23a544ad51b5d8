import { operation } from "../operation.ts";
import { changeRole } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html */
export const deleteRolePermissionsBoundary = operation(
  "DeleteRolePermissionsBoundary",
  async ({ RoleName }, dependencies) => {
    await changeRole(dependencies, RoleName, (role) => ({ ...role, permissionsBoundaryArn: undefined }));
  },
);
