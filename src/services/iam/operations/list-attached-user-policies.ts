import { pageOf } from "../model/page.ts";
import { policyNameOfArn, policyPathOfArn } from "../model/arns.ts";
import { operation } from "../operation.ts";
import { getUserByName } from "../users.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedUserPolicies.html */
export const listAttachedUserPolicies = operation("ListAttachedUserPolicies", async (input, { store }) => {
  const { userId } = await getUserByName(store, input.UserName);
  const prefix = input.PathPrefix ?? "/";
  const arns = (await store.attachments.list(userId)).filter((arn) => policyPathOfArn(arn).startsWith(prefix));
  const { items, end } = pageOf(arns, input, (arn) => arn);
  return {
    AttachedPolicies: items.map((PolicyArn) => ({ PolicyName: policyNameOfArn(PolicyArn), PolicyArn })),
    ...end,
  };
});
