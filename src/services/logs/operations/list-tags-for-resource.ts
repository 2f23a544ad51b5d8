import { taggedLogGroupName } from "../model/log-group-names.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = operation("ListTagsForResource", async ({ resourceArn }, { reader }) => {
  const { tags } = await reader.getGroup(taggedLogGroupName(resourceArn));
  return { tags };
});
