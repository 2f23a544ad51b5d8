import { newUniqueId } from "../../../aws/unique-id.ts";
import { policyExists, quotaExceeded } from "../exceptions.ts";
import { policyArn } from "../model/arns.ts";
import { checkIdentityPolicy } from "../model/identity-policy.ts";
import type { Policy } from "../model/policy.ts";
import { toPolicy } from "../model/policy-output.ts";
import { policySize } from "../model/policy-text.ts";
import { MAX_MANAGED_POLICY_SIZE } from "../model/quotas.ts";
import { withTags } from "../model/tags.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export const createPolicy = operation("CreatePolicy", async (input, { store, clock, account }) => {
  checkIdentityPolicy(input.PolicyDocument);
  if (policySize(input.PolicyDocument) > MAX_MANAGED_POLICY_SIZE) {
    throw quotaExceeded("PolicySize", MAX_MANAGED_POLICY_SIZE);
  }
  const policyName = input.PolicyName;
  const path = input.Path ?? "/";
  const nowMs = clock.nowMs();
  const policy: Policy = {
    policyName,
    policyId: newUniqueId("ANPA"),
    arn: policyArn(account, { path, policyName }),
    path,
    description: input.Description,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    defaultVersion: 1,
    newestVersion: 1,
    tags: withTags({}, input.Tags),
  };
  await store.transaction(async (session) => {
    if ((await store.policies.findByName(policyName, session)) !== undefined) throw policyExists(policyName);
    await store.policies.insert(policy, input.PolicyDocument, session);
  });
  return { Policy: toPolicy(policy, { attachmentCount: 0, boundaryCount: 0 }) };
});
