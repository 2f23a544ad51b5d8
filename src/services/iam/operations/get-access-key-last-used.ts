import { noSuchAccessKey } from "../exceptions.ts";
import { operation } from "../operation.ts";
import { toTimestamp } from "../model/timestamp.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html */
export const getAccessKeyLastUsed = operation(
  "GetAccessKeyLastUsed",
  async ({ AccessKeyId }, { store, accessKeyIndex }) => {
    const key = await store.accessKeys.find(AccessKeyId);
    if (key === undefined) throw noSuchAccessKey(AccessKeyId);
    const owner = key.userId === undefined ? undefined : await store.users.findById(key.userId);
    const lastUsed = accessKeyIndex.unsavedUse(AccessKeyId) ?? key.lastUsed;
    return {
      UserName: owner?.userName,
      // PARITY: a key that was never used says so with N/A and no date.
      AccessKeyLastUsed: {
        LastUsedDate: lastUsed && toTimestamp(lastUsed.atMs),
        ServiceName: lastUsed?.serviceName ?? "N/A",
        Region: lastUsed?.region ?? "N/A",
      },
    };
  },
);
