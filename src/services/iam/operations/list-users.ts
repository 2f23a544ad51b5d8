import { cutPage, fetchCount, startAfter } from "../model/page.ts";
import { toListedUser } from "../model/user-output.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html */
export const listUsers = operation("ListUsers", async (input, { store, account }) => {
  const fetched = await store.users.list(input.PathPrefix ?? "/", startAfter(input), fetchCount(input));
  const { items, end } = cutPage(fetched, input, (user) => user.userName.toLowerCase());
  return { Users: items.map((user) => toListedUser(user, account)), ...end };
});
