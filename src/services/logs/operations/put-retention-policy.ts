import { invalidRetention } from "../exceptions.ts";
import { RETENTION_DAYS } from "../model/retention.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const putRetentionPolicy = operation("PutRetentionPolicy", async (input, { reader, store }) => {
  if (!RETENTION_DAYS.includes(input.retentionInDays)) throw invalidRetention(input.retentionInDays, RETENTION_DAYS);
  const { groupId } = await reader.getGroup(input.logGroupName);
  await store.setRetention(groupId, input.retentionInDays);
});
