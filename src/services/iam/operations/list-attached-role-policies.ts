import { pageOf } from "../model/page.ts";
import { policyNameOfArn, policyPathOfArn } from "../model/arns.ts";
import { operation } from "../operation.ts";
import { getRoleByName } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html */
export const listAttachedRolePolicies = operation("ListAttachedRolePolicies", async (input, { store }) => {
  const { roleId } = await getRoleByName(store, input.RoleName);
  const prefix = input.PathPrefix ?? "/";
  const arns = (await store.attachments.list(roleId)).filter((arn) => policyPathOfArn(arn).startsWith(prefix));
  const { items, end } = pageOf(arns, input, (arn) => arn);
  return {
    AttachedPolicies: items.map((PolicyArn) => ({ PolicyName: policyNameOfArn(PolicyArn), PolicyArn })),
    ...end,
  };
});
