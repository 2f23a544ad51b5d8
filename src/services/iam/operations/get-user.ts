import { toUser } from "../model/user-output.ts";
import { operation } from "../operation.ts";
import { getUserOrCaller } from "../users.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html */
export const getUser = operation("GetUser", async ({ UserName }, { store, account, caller }) => ({
  User: toUser(await getUserOrCaller(store, UserName, caller), account),
}));
