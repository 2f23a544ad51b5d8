import type { IamDependencies } from "./operation.ts";
import { noSuchRole } from "./exceptions.ts";
import type { Role } from "./model/role.ts";
import type { IamSession, IamStore } from "./store/iam-store.ts";

/** @throws NoSuchEntityException */
export const getRoleByName = async (store: IamStore, roleName: string, session?: IamSession): Promise<Role> => {
  const role = await store.roles.find(roleName, session);
  if (role === undefined) throw noSuchRole(roleName);
  return role;
};

/** Reads a role and writes what `change` makes of it, as one step; the index follows. @throws NoSuchEntityException */
export const changeRole = async (
  { store, roleIndex }: Pick<IamDependencies, "store" | "roleIndex">,
  roleName: string,
  change: (role: Role) => Role,
): Promise<Role> => {
  const changed = await store.transaction(async (session) => {
    const role = change(await getRoleByName(store, roleName, session));
    await store.roles.update(role, session);
    return role;
  });
  roleIndex.put(changed);
  return changed;
};

/** Does something with a role that must not be deleted meanwhile. @throws NoSuchEntityException */
export const withRole = <Result>(
  store: IamStore,
  roleName: string,
  work: (role: Role, session: IamSession) => Promise<Result>,
): Promise<Result> =>
  store.transaction(async (session) => work(await getRoleByName(store, roleName, session), session));
