import { quotaExceeded } from "../exceptions.ts";
import { MAX_POLICIES_PER_ROLE } from "../model/quotas.ts";
import { operation } from "../operation.ts";
import { checkAttachable } from "../policies.ts";
import { withRole } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html */
export const attachRolePolicy = operation("AttachRolePolicy", async ({ RoleName, PolicyArn }, { store }) => {
  await withRole(store, RoleName, async ({ roleId }, session) => {
    await checkAttachable(store, PolicyArn, session);
    const present = await store.attachments.list(roleId, session);
    if (present.length >= MAX_POLICIES_PER_ROLE && !present.includes(PolicyArn)) {
      throw quotaExceeded("PoliciesPerRole", MAX_POLICIES_PER_ROLE);
    }
    await store.attachments.attach(roleId, PolicyArn, session);
  });
});
