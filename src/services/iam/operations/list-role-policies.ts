import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";
import { getRoleByName } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html */
export const listRolePolicies = operation("ListRolePolicies", async (input, { store }) => {
  const { roleId } = await getRoleByName(store, input.RoleName);
  const names = (await store.inlinePolicies.list(roleId)).map(({ policyName }) => policyName);
  const { items, end } = pageOf(names, input, (name) => name);
  return { PolicyNames: items, ...end };
});
