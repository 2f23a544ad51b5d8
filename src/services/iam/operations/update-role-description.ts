import { toRole } from "../model/role-output.ts";
import { operation } from "../operation.ts";
import { changeRole } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html */
export const updateRoleDescription = operation("UpdateRoleDescription", async (input, dependencies) => {
  const description = input.Description;
  const role = await changeRole(dependencies, input.RoleName, (present) => ({ ...present, description }));
  return { Role: toRole(role, dependencies.account) };
});
