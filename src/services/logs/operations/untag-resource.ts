import { taggedLogGroupName } from "../model/log-group-names.ts";
import { withoutTags } from "../model/tags.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagResource.html */
export const untagResource = operation("UntagResource", async ({ resourceArn, tagKeys }, { store }) => {
  await store.changeTags(taggedLogGroupName(resourceArn), (present) => withoutTags(present, tagKeys));
});
