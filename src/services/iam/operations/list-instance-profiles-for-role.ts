import { operation } from "../operation.ts";
import { getRoleByName } from "../role-changes.ts";

/**
 * Always empty: instance profiles cannot be made here. Infrastructure tools ask before they delete a role.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html
 */
export const listInstanceProfilesForRole = operation("ListInstanceProfilesForRole", async ({ RoleName }, { store }) => {
  await getRoleByName(store, RoleName);
  return { InstanceProfiles: [], IsTruncated: false };
});
