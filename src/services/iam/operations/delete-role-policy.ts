import { noSuchRolePolicy } from "../exceptions.ts";
import { operation } from "../operation.ts";
import { getRoleByName } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html */
export const deleteRolePolicy = operation("DeleteRolePolicy", async ({ RoleName, PolicyName }, { store }) => {
  const { roleId } = await getRoleByName(store, RoleName);
  if (!(await store.inlinePolicies.remove(roleId, PolicyName))) throw noSuchRolePolicy(PolicyName);
});
