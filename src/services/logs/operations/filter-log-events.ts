import type { FilterLogEventsRequest } from "../../../models/generated/logs.ts";
import { streamNamesAndPrefix } from "../exceptions.ts";
import { type Direction, eventId, positionAfter } from "../model/event-position.ts";
import { parseGroupToken, toGroupToken } from "../model/event-token.ts";
import { parseFilterPattern } from "../model/filter-pattern/filter-pattern.ts";
import type { LogGroup } from "../model/log-group.ts";
import { requestedLogGroupName } from "../model/log-group-names.ts";
import type { LogStream } from "../model/log-stream.ts";
import { type LogsDependencies, operation } from "../operation.ts";
import { takePage } from "../reading/take-page.ts";

/**
 * PARITY: endTime is inclusive here and exclusive in GetLogEvents; searchedLogStreams is empty since 2019; a page may
 * hold nothing and still have a token.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export const filterLogEvents = operation("FilterLogEvents", async (input, { reader, store }) => {
  if (input.logStreamNames !== undefined && input.logStreamNamePrefix !== undefined) throw streamNamesAndPrefix();
  const token = input.nextToken === undefined ? undefined : parseGroupToken(input.nextToken);
  const wants = parseFilterPattern(input.filterPattern ?? "");
  await reader.refresh();
  const group = await reader.getGroup(requestedLogGroupName(input));
  const direction: Direction = token?.direction ?? (input.startFromHead === false ? "backward" : "forward");
  const events = reader.events(group, {
    streams: await streamsToSearch(input, group, { reader, store }),
    direction,
    fromMs: input.startTime ?? 0,
    untilMs: input.endTime === undefined ? Infinity : input.endTime + 1,
    position: token?.position,
  });
  const page = await takePage(events, { limit: input.limit, wants });
  const { stoppedAt } = page;
  return {
    events: page.events.map((read) => ({
      logStreamName: read.stream.logStreamName,
      timestamp: read.event.timestampMs,
      message: read.event.message,
      ingestionTime: read.event.ingestedAtMs,
      eventId: eventId(read),
    })),
    searchedLogStreams: [],
    nextToken:
      stoppedAt &&
      toGroupToken({ direction, position: direction === "forward" ? positionAfter(stoppedAt) : stoppedAt }),
  };
});

/** @throws ResourceNotFoundException when a stream that is named does not exist */
const streamsToSearch = async (
  input: FilterLogEventsRequest,
  group: LogGroup,
  { reader, store }: Pick<LogsDependencies, "reader" | "store">,
): Promise<readonly LogStream[]> => {
  if (input.logStreamNames !== undefined) {
    return Promise.all([...new Set(input.logStreamNames)].map((name) => reader.getStream(group, name)));
  }
  const prefix = input.logStreamNamePrefix ?? "";
  return (await store.streamsOf(group.groupId)).filter(({ logStreamName }) => logStreamName.startsWith(prefix));
};
