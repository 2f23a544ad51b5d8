import { taggedLogGroupName } from "../model/log-group-names.ts";
import { withTags } from "../model/tags.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html */
export const tagResource = operation("TagResource", async ({ resourceArn, tags }, { reader, store }) => {
  const group = await reader.getGroup(taggedLogGroupName(resourceArn));
  await store.changeTags(group.logGroupName, (present) => withTags(present, tags));
});
