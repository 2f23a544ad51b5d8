import type { Principal } from "../../aws/principal.ts";
import { noSuchUser, userNameRequired } from "./exceptions.ts";
import type { User } from "./model/user.ts";
import type { IamSession, IamStore } from "./store/iam-store.ts";

/** @throws NoSuchEntityException */
export const getUserByName = async (store: IamStore, userName: string, session?: IamSession): Promise<User> => {
  const user = await store.users.find(userName, session);
  if (user === undefined) throw noSuchUser(userName);
  return user;
};

/**
 * The user an operation is about: the one named, or else the caller.
 * PARITY: on AWS root may leave the name out and means itself; here root's key pair is the server's own affair.
 * @throws NoSuchEntityException, or ValidationError when no one is named and the caller is not a user
 */
export const getUserOrCaller = async (
  store: IamStore,
  userName: string | undefined,
  caller: Principal,
  session?: IamSession,
): Promise<User> => {
  if (userName !== undefined) return getUserByName(store, userName, session);
  const user = caller.kind === "user" ? await store.users.findById(caller.userId) : undefined;
  if (user === undefined) throw userNameRequired();
  return user;
};
