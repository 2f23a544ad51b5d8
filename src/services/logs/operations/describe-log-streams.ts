import { prefixWithEventOrder } from "../exceptions.ts";
import { logStreamArn, requestedLogGroupName } from "../model/log-group-names.ts";
import type { LogStream } from "../model/log-stream.ts";
import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
export const describeLogStreams = operation("DescribeLogStreams", async (input, { reader, store, account }) => {
  const keyOf = input.orderBy === "LastEventTime" ? lastEventKey : nameKey;
  if (keyOf === lastEventKey && input.logStreamNamePrefix !== undefined) throw prefixWithEventOrder();
  const sign = input.descending === true ? -1 : 1;
  const compareKeys = (a: string, b: string): number => sign * (a < b ? -1 : Number(a > b));
  await reader.refresh();
  const { groupId, logGroupName } = await reader.getGroup(requestedLogGroupName(input));
  const streams = (await store.streamsOf(groupId))
    .filter(({ logStreamName }) => logStreamName.startsWith(input.logStreamNamePrefix ?? ""))
    .sort((a, b) => compareKeys(keyOf(a), keyOf(b)));
  const { items, nextToken } = pageOf(streams, input, keyOf, compareKeys);
  const logStreams = items.map((stream) => ({
    logStreamName: stream.logStreamName,
    creationTime: stream.createdAtMs,
    firstEventTimestamp: stream.firstTimestampMs,
    lastEventTimestamp: stream.lastTimestampMs,
    lastIngestionTime: stream.lastIngestedAtMs,
    arn: logStreamArn(account, logGroupName, stream.logStreamName),
    // PARITY: AWS counts bytes of groups only, since 2019.
    storedBytes: 0,
  }));
  return { logStreams, nextToken };
});

const nameKey = ({ logStreamName }: LogStream): string => logStreamName;

/** Streams without events come first, and by name within the same millisecond. */
const lastEventKey = ({ lastTimestampMs, logStreamName }: LogStream): string =>
  `${String(lastTimestampMs ?? 0).padStart(16, "0")}/${logStreamName}`;
