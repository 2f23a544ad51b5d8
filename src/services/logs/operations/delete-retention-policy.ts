import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html */
export const deleteRetentionPolicy = operation("DeleteRetentionPolicy", async (input, { reader, store }) => {
  const { groupId } = await reader.getGroup(input.logGroupName);
  await store.setRetention(groupId, undefined);
});
