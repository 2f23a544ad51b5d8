import { noSuchAccessKey } from "../exceptions.ts";
import { operation } from "../operation.ts";
import { getUserOrCaller } from "../users.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html */
export const deleteAccessKey = operation("DeleteAccessKey", async (input, { store, accessKeyIndex, caller }) => {
  const { userId } = await getUserOrCaller(store, input.UserName, caller);
  if (!(await store.accessKeys.remove(input.AccessKeyId, userId))) throw noSuchAccessKey(input.AccessKeyId);
  accessKeyIndex.remove(input.AccessKeyId);
});
