import { taggedLogGroupName } from "../model/log-group-names.ts";
import { withoutTags } from "../model/tags.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagResource.html */
export const untagResource = operation("UntagResource", async ({ resourceArn, tagKeys }, { reader, store }) => {
  const group = await reader.getGroup(taggedLogGroupName(resourceArn));
  await store.changeTags(group.logGroupName, (present) => withoutTags(present, tagKeys));
});
