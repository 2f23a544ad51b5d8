import { mustDeleteAccessKeys, mustDeletePolicies, mustDetachPolicies } from "../exceptions.ts";
import { operation } from "../operation.ts";
import { getUserByName } from "../users.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html */
export const deleteUser = operation("DeleteUser", async ({ UserName }, { store }) => {
  await store.transaction(async (session) => {
    const { userId } = await getUserByName(store, UserName, session);
    if ((await store.accessKeys.ofUser(userId, session)).length > 0) throw mustDeleteAccessKeys();
    if ((await store.attachments.list(userId, session)).length > 0) throw mustDetachPolicies();
    if ((await store.inlinePolicies.list(userId, session)).length > 0) throw mustDeletePolicies();
    await store.users.remove(userId, session);
  });
});
