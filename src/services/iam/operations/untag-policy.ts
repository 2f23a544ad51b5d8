import { managedPolicyDenied } from "../exceptions.ts";
import { isAwsManaged } from "../model/aws-managed-policies.ts";
import { withoutTags } from "../model/tags.ts";
import { operation } from "../operation.ts";
import { changePolicy } from "../policies.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagPolicy.html */
export const untagPolicy = operation("UntagPolicy", async ({ PolicyArn, TagKeys }, { store, caller }) => {
  if (isAwsManaged(PolicyArn)) throw managedPolicyDenied(caller.arn, "UntagPolicy", PolicyArn);
  await changePolicy(store, PolicyArn, async (policy) => ({ ...policy, tags: withoutTags(policy.tags, TagKeys) }));
});
