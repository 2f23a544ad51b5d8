import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";
import { getPolicyByArn } from "../policies.ts";

/**
 * Roles only: users and groups have no policies here.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html
 */
export const listEntitiesForPolicy = operation("ListEntitiesForPolicy", async (input, { store }) => {
  await getPolicyByArn(store, input.PolicyArn);
  const wantsRoles = input.EntityFilter === undefined || input.EntityFilter === "Role";
  const prefix = input.PathPrefix ?? "/";
  const attached =
    input.PolicyUsageFilter === "PermissionsBoundary" ? [] : await store.attachments.roles(input.PolicyArn);
  const bounded = input.PolicyUsageFilter === "PermissionsPolicy" ? [] : await store.roles.boundedBy(input.PolicyArn);
  const byId = new Map([...attached, ...bounded].map((role) => [role.roleId, role]));
  const roles = [...byId.values()]
    .filter(({ path }) => wantsRoles && path.startsWith(prefix))
    .toSorted((a, b) => (a.roleName.toLowerCase() < b.roleName.toLowerCase() ? -1 : 1));
  const { items, end } = pageOf(roles, input, ({ roleName }) => roleName.toLowerCase());
  return {
    PolicyGroups: [],
    PolicyUsers: [],
    PolicyRoles: items.map(({ roleName, roleId }) => ({ RoleName: roleName, RoleId: roleId })),
    ...end,
  };
});
