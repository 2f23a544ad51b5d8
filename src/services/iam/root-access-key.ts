import type { Account } from "../../aws/account.ts";
import type { Principal } from "../../aws/principal.ts";
import type { Clock } from "../../base/clock.ts";
import type { AccessKeyPair } from "./contract.ts";
import { newAccessKeyPair } from "./model/access-key-pair.ts";
import type { AccessKeyStore } from "./store/access-key-store.ts";

/** The account itself, which may do everything. */
export const rootPrincipal = ({ partition, accountId }: Account): Principal => ({
  kind: "root",
  accountId,
  arn: `arn:${partition}:iam::${accountId}:root`,
  userId: accountId,
});

/** Finds root's key pair, or makes it at the first start. The same pair ever after. */
export const ensureRootAccessKey = async (
  store: AccessKeyStore,
  account: Account,
  clock: Clock,
): Promise<AccessKeyPair> => {
  const present = await store.findRootKey();
  if (present !== undefined) return present;
  const pair = newAccessKeyPair(account.accountId);
  await store.insert({
    ...pair,
    userId: undefined,
    status: "Active",
    createdAtMs: clock.nowMs(),
    lastUsed: undefined,
  });
  return pair;
};
