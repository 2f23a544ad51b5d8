import { withoutTags } from "../model/tags.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagLogGroup.html */
export const untagLogGroup = operation("UntagLogGroup", async ({ logGroupName, tags }, { reader, store }) => {
  const group = await reader.getGroup(logGroupName);
  await store.changeTags(group.logGroupName, (present) => withoutTags(present, tags));
});
