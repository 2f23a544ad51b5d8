import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";
import { getUserOrCaller } from "../users.ts";
import { toTimestamp } from "../model/timestamp.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html */
export const listAccessKeys = operation("ListAccessKeys", async (input, { store, caller }) => {
  const user = await getUserOrCaller(store, input.UserName, caller);
  const keys = (await store.accessKeys.ofUser(user.userId)).toSorted((a, b) =>
    a.accessKeyId < b.accessKeyId ? -1 : 1,
  );
  const { items, end } = pageOf(keys, input, ({ accessKeyId }) => accessKeyId);
  return {
    AccessKeyMetadata: items.map(({ accessKeyId, status, createdAtMs }) => ({
      UserName: user.userName,
      AccessKeyId: accessKeyId,
      Status: status,
      CreateDate: toTimestamp(createdAtMs),
    })),
    ...end,
  };
});
