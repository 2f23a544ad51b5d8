import type { Account } from "../../../aws/account.ts";
import type { Principal } from "../../../aws/principal.ts";
import { userArn } from "./arns.ts";
import type { Tags } from "./tags.ts";

/** A user as the store keeps it. Frozen data. */
export interface User {
  readonly userName: string;
  /** `AIDA…` */
  readonly userId: string;
  readonly path: string;
  readonly createdAtMs: number;
  readonly tags: Tags;
}

export const userPrincipal = (account: Account, user: User): Principal => ({
  kind: "user",
  accountId: account.accountId,
  arn: userArn(account, user),
  userId: user.userId,
});
