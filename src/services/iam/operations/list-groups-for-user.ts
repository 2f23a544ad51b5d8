import { operation } from "../operation.ts";
import { getUserByName } from "../users.ts";

/**
 * Always empty: groups cannot be made here. Infrastructure tools ask before they delete a user.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupsForUser.html
 */
export const listGroupsForUser = operation("ListGroupsForUser", async ({ UserName }, { store }) => {
  await getUserByName(store, UserName);
  return { Groups: [], IsTruncated: false };
});
