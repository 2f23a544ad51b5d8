import { withoutTags } from "../model/tags.ts";
import { operation } from "../operation.ts";
import { checkCustomerManaged } from "../request-options.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_UntagResource.html */
export const untagResource = operation("UntagResource", async (input, { keys, caller }) => {
  await keys.update(input.KeyId, (key) => {
    checkCustomerManaged(key, keys, caller.arn, "UntagResource");
    keys.checkNotPendingDeletion(key);
    return { ...key, tags: withoutTags(key.tags, input.TagKeys) };
  });
});
