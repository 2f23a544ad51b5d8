import { deletionProtected } from "../exceptions.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html */
export const deleteLogGroup = operation("DeleteLogGroup", async ({ logGroupName }, { reader, journal }) => {
  await reader.refresh();
  const group = await reader.getGroup(logGroupName);
  if (group.isDeletionProtected) throw deletionProtected();
  await journal.deleteGroup(group);
});
