import { siftLogEvents } from "../model/put-log-events.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const putLogEvents = operation("PutLogEvents", async (input, { reader, journal, clock }) => {
  const group = await reader.getGroup(input.logGroupName);
  const stream = await reader.getStream(group, input.logStreamName);
  const { accepted, rejected } = siftLogEvents(input.logEvents, group, clock.nowMs());
  if (accepted.length > 0) await journal.append(stream, accepted);
  return {
    // PARITY: tokens order nothing any more, and are given all the same.
    nextSequenceToken: String(clock.nowMs()).padStart(56, "0"),
    rejectedLogEventsInfo: rejected,
  };
});
