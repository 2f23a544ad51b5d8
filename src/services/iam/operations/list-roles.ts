import { cutPage, fetchCount, startAfter } from "../model/page.ts";
import { toListedRole } from "../model/role-output.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
export const listRoles = operation("ListRoles", async (input, { store, account }) => {
  const fetched = await store.roles.list(input.PathPrefix ?? "/", startAfter(input), fetchCount(input));
  const { items, end } = cutPage(fetched, input, (role) => role.roleName.toLowerCase());
  return { Roles: items.map((role) => toListedRole(role, account)), ...end };
});
