import { noSuchPolicy } from "../exceptions.ts";
import { operation } from "../operation.ts";
import { checkPolicyArn } from "../policies.ts";
import { getRoleByName } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html */
export const detachRolePolicy = operation("DetachRolePolicy", async ({ RoleName, PolicyArn }, { store }) => {
  checkPolicyArn(PolicyArn);
  const { roleId } = await getRoleByName(store, RoleName);
  if (!(await store.attachments.detach(roleId, PolicyArn))) throw noSuchPolicy(PolicyArn);
});
