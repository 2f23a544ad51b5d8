import { noSuchUserPolicy } from "../exceptions.ts";
import { operation } from "../operation.ts";
import { getUserByName } from "../users.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html */
export const deleteUserPolicy = operation("DeleteUserPolicy", async ({ UserName, PolicyName }, { store }) => {
  const { userId } = await getUserByName(store, UserName);
  if (!(await store.inlinePolicies.remove(userId, PolicyName))) throw noSuchUserPolicy(PolicyName);
});
