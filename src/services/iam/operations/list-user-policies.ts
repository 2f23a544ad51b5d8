import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";
import { getUserByName } from "../users.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserPolicies.html */
export const listUserPolicies = operation("ListUserPolicies", async (input, { store }) => {
  const { userId } = await getUserByName(store, input.UserName);
  const names = (await store.inlinePolicies.list(userId)).map(({ policyName }) => policyName);
  const { items, end } = pageOf(names, input, (name) => name);
  return { PolicyNames: items, ...end };
});
