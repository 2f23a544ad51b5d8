import { logStreamExists } from "../exceptions.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
export const createLogStream = operation("CreateLogStream", async (input, { reader, journal }) => {
  const { groupId } = await reader.getGroup(input.logGroupName);
  if ((await journal.createStream(groupId, input.logStreamName)) === undefined) throw logStreamExists();
});
