import { withTags } from "../model/tags.ts";
import { operation } from "../operation.ts";
import { changeRole } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html */
export const tagRole = operation("TagRole", async ({ RoleName, Tags }, dependencies) => {
  await changeRole(dependencies, RoleName, (role) => ({ ...role, tags: withTags(role.tags, Tags) }));
});
