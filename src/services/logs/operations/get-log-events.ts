import { type Direction, type EventPosition, positionAfter } from "../model/event-position.ts";
import { parseStreamToken, toStreamToken } from "../model/event-token.ts";
import { requestedLogGroupName } from "../model/log-group-names.ts";
import { operation } from "../operation.ts";
import { takePage } from "../reading/take-page.ts";

/**
 * PARITY: a page always has both tokens, and at the end of a stream the token that was given comes back: that is how
 * callers know. The letter of a token decides which way to go, whatever startFromHead says.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export const getLogEvents = operation("GetLogEvents", async (input, { reader }) => {
  const token = input.nextToken === undefined ? undefined : parseStreamToken(input.nextToken);
  await reader.refresh();
  const group = await reader.getGroup(requestedLogGroupName(input));
  const stream = await reader.getStream(group, input.logStreamName);
  const direction: Direction = token?.direction ?? (input.startFromHead === true ? "forward" : "backward");
  const events = reader.events(group, {
    streams: [stream],
    direction,
    fromMs: input.startTime ?? 0,
    untilMs: input.endTime ?? Infinity,
    position: token && { ...token.position, streamId: stream.streamId },
  });
  const page = await takePage(events, { limit: input.limit, wants: () => true });
  const inOrder = direction === "forward" ? page.events : page.events.toReversed();
  const here: EventPosition = token?.position ?? { timestampMs: input.startTime ?? 0, streamId: "", sequence: 0 };
  const [first, last] = [inOrder.at(0), inOrder.at(-1)];
  return {
    events: inOrder.map(({ event }) => ({
      timestamp: event.timestampMs,
      message: event.message,
      ingestionTime: event.ingestedAtMs,
    })),
    nextForwardToken: toStreamToken("forward", last === undefined ? here : positionAfter(last)),
    nextBackwardToken: toStreamToken("backward", first ?? here),
  };
});
