import { withTags } from "../model/tags.ts";
import { operation } from "../operation.ts";
import { checkCustomerManaged } from "../request-options.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html */
export const tagResource = operation("TagResource", async (input, { keys, caller }) => {
  await keys.update(input.KeyId, (key) => {
    checkCustomerManaged(key, keys, caller.arn, "TagResource");
    keys.checkNotPendingDeletion(key);
    return { ...key, tags: withTags(key.tags, input.Tags) };
  });
});
