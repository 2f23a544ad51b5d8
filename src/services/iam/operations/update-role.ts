import { operation } from "../operation.ts";
import { changeRole } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html */
export const updateRole = operation("UpdateRole", async (input, dependencies) => {
  await changeRole(dependencies, input.RoleName, (role) => ({
    ...role,
    description: input.Description ?? role.description,
    maxSessionDurationSeconds: input.MaxSessionDuration ?? role.maxSessionDurationSeconds,
  }));
  return {};
});
