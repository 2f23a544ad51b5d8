import { newUniqueId } from "../../../aws/unique-id.ts";
import { userBoundaryUnsupported, userExists } from "../exceptions.ts";
import { withTags } from "../model/tags.ts";
import { toUser } from "../model/user-output.ts";
import type { User } from "../model/user.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html */
export const createUser = operation("CreateUser", async (input, { store, clock, account }) => {
  if (input.PermissionsBoundary !== undefined) throw userBoundaryUnsupported();
  const user: User = {
    userName: input.UserName,
    userId: newUniqueId("AIDA"),
    path: input.Path ?? "/",
    createdAtMs: clock.nowMs(),
    tags: withTags({}, input.Tags),
  };
  await store.transaction(async (session) => {
    if ((await store.users.find(user.userName, session)) !== undefined) throw userExists(user.userName);
    await store.users.insert(user, session);
  });
  return { User: toUser(user, account) };
});
