import { withTags } from "../model/tags.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagLogGroup.html */
export const tagLogGroup = operation("TagLogGroup", async ({ logGroupName, tags }, { reader, store }) => {
  const group = await reader.getGroup(logGroupName);
  await store.changeTags(group.logGroupName, (present) => withTags(present, tags));
});
