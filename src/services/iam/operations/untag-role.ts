import { withoutTags } from "../model/tags.ts";
import { operation } from "../operation.ts";
import { changeRole } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html */
export const untagRole = operation("UntagRole", async ({ RoleName, TagKeys }, dependencies) => {
  await changeRole(dependencies, RoleName, (role) => ({ ...role, tags: withoutTags(role.tags, TagKeys) }));
});
