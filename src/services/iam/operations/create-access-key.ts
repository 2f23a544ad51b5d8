import { quotaExceeded } from "../exceptions.ts";
import { MAX_ACCESS_KEYS_PER_USER } from "../model/access-key.ts";
import { newAccessKeyPair } from "../model/access-key-pair.ts";
import { userPrincipal } from "../model/user.ts";
import { operation } from "../operation.ts";
import { getUserOrCaller } from "../users.ts";
import { toTimestamp } from "../model/timestamp.ts";

/**
 * The only answer that ever shows the secret.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html
 */
export const createAccessKey = operation("CreateAccessKey", async (input, dependencies) => {
  const { store, accessKeyIndex, clock, account, caller } = dependencies;
  const pair = newAccessKeyPair(account.accountId);
  const createdAtMs = clock.nowMs();
  const owner = await store.transaction(async (session) => {
    const user = await getUserOrCaller(store, input.UserName, caller, session);
    const present = await store.accessKeys.ofUser(user.userId, session);
    if (present.length >= MAX_ACCESS_KEYS_PER_USER) {
      throw quotaExceeded("AccessKeysPerUser", MAX_ACCESS_KEYS_PER_USER);
    }
    const key = { ...pair, userId: user.userId, status: "Active", createdAtMs, lastUsed: undefined } as const;
    await store.accessKeys.insert(key, session);
    return user;
  });
  accessKeyIndex.put({ ...pair, status: "Active", principal: userPrincipal(account, owner) });
  return {
    AccessKey: {
      UserName: owner.userName,
      AccessKeyId: pair.accessKeyId,
      Status: "Active",
      SecretAccessKey: pair.secretAccessKey,
      CreateDate: toTimestamp(createdAtMs),
    },
  };
});
