import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogStream.html */
export const deleteLogStream = operation("DeleteLogStream", async (input, { reader, journal }) => {
  await reader.refresh();
  const group = await reader.getGroup(input.logGroupName);
  await journal.deleteStream(group, await reader.getStream(group, input.logStreamName));
});
