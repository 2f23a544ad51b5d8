import { withTags } from "../model/tags.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagLogGroup.html */
export const tagLogGroup = operation("TagLogGroup", async ({ logGroupName, tags }, { store }) => {
  await store.changeTags(logGroupName, (present) => withTags(present, tags));
});
