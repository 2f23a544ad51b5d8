import { toPolicy } from "../model/policy-output.ts";
import { operation } from "../operation.ts";
import { getPolicyByArn } from "../policies.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html */
export const getPolicy = operation("GetPolicy", async ({ PolicyArn }, { store }) => {
  const policy = await getPolicyByArn(store, PolicyArn);
  const attachmentCount = await store.attachments.count(PolicyArn);
  const boundaryCount = (await store.roles.boundedBy(PolicyArn)).length;
  return { Policy: toPolicy(policy, { attachmentCount, boundaryCount }) };
});
