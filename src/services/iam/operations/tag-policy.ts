import { managedPolicyDenied } from "../exceptions.ts";
import { isAwsManaged } from "../model/aws-managed-policies.ts";
import { withTags } from "../model/tags.ts";
import { operation } from "../operation.ts";
import { changePolicy } from "../policies.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagPolicy.html */
export const tagPolicy = operation("TagPolicy", async ({ PolicyArn, Tags }, { store, caller }) => {
  if (isAwsManaged(PolicyArn)) throw managedPolicyDenied(caller.arn, "TagPolicy", PolicyArn);
  await changePolicy(store, PolicyArn, async (policy) => ({ ...policy, tags: withTags(policy.tags, Tags) }));
});
