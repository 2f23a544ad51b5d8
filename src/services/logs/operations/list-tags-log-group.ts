import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsLogGroup.html */
export const listTagsLogGroup = operation("ListTagsLogGroup", async ({ logGroupName }, { reader }) => {
  const { tags } = await reader.getGroup(logGroupName);
  return { tags };
});
