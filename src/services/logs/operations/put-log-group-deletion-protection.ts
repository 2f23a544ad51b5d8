import { logGroupNameOf } from "../model/log-group-names.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogGroupDeletionProtection.html */
export const putLogGroupDeletionProtection = operation(
  "PutLogGroupDeletionProtection",
  async ({ logGroupIdentifier, deletionProtectionEnabled }, { reader, store }) => {
    const { groupId } = await reader.getGroup(logGroupNameOf(logGroupIdentifier));
    await store.setDeletionProtection(groupId, { isDeletionProtected: deletionProtectionEnabled });
  },
);
