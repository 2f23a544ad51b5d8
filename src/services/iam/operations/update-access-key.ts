import { noSuchAccessKey } from "../exceptions.ts";
import { operation } from "../operation.ts";
import { getUserOrCaller } from "../users.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html */
export const updateAccessKey = operation("UpdateAccessKey", async (input, { store, accessKeyIndex, caller }) => {
  const { userId } = await getUserOrCaller(store, input.UserName, caller);
  const status = input.Status === "Active" ? "Active" : "Inactive";
  if (!(await store.accessKeys.setStatus(input.AccessKeyId, userId, status))) throw noSuchAccessKey(input.AccessKeyId);
  accessKeyIndex.setStatus(input.AccessKeyId, status);
});
