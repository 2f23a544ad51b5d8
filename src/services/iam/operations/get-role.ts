import { toRole } from "../model/role-output.ts";
import { operation } from "../operation.ts";
import { getRoleByName } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export const getRole = operation("GetRole", async ({ RoleName }, { store, account }) => ({
  Role: toRole(await getRoleByName(store, RoleName), account),
}));
