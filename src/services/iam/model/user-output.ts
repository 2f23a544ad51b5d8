import type { Account } from "../../../aws/account.ts";
import type { User as UserShape } from "../../../models/generated/iam.ts";
import { userArn } from "./arns.ts";
import { toTagList } from "./tags.ts";
import type { User } from "./user.ts";
import { toTimestamp } from "./timestamp.ts";

/** PARITY: lists leave out the tags. */
export const toListedUser = (user: User, account: Account): UserShape => ({
  Path: user.path,
  UserName: user.userName,
  UserId: user.userId,
  Arn: userArn(account, user),
  CreateDate: toTimestamp(user.createdAtMs),
});

export const toUser = (user: User, account: Account): UserShape => ({
  ...toListedUser(user, account),
  Tags: Object.keys(user.tags).length === 0 ? undefined : toTagList(user.tags),
});
