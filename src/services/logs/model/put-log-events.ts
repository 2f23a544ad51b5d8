import type { InputLogEvent, RejectedLogEventsInfo } from "../../../models/generated/logs.ts";
import type { LogEvent } from "../contract.ts";
import { batchTooLarge, eventsOutOfOrder, eventsSpanTooLong } from "../exceptions.ts";
import { type LogGroup, retentionCutoffMs } from "./log-group.ts";
import { eventBytes, MAX_BATCH_BYTES } from "./stored-event.ts";

const HOUR_MS = 60 * 60 * 1_000;
/** All limits: source PutLogEvents. */
const MAX_SPAN_MS = 24 * HOUR_MS;
const MAX_AHEAD_MS = 2 * HOUR_MS;
const MAX_AGE_MS = 14 * 24 * HOUR_MS;

/** What of a batch is kept, and what AWS says of the rest; undefined when all is kept. */
export interface SiftedEvents {
  readonly accepted: readonly LogEvent[];
  readonly rejected: RejectedLogEventsInfo | undefined;
}

/**
 * Leaves out the events of a batch that are too old, expired or too far ahead.
 * @throws InvalidParameterException for a batch that is refused as a whole
 */
export const siftLogEvents = (input: readonly InputLogEvent[], group: LogGroup, nowMs: number): SiftedEvents => {
  const events = input.map(({ timestamp, message }) => ({ timestampMs: timestamp, message }));
  checkBatch(events);
  const expired = countBefore(events, retentionCutoffMs(group, nowMs) ?? 0);
  const tooOld = countBefore(events, nowMs - MAX_AGE_MS);
  const tooNew = countBefore(events, nowMs + MAX_AHEAD_MS + 1);
  const rejected: RejectedLogEventsInfo = {
    // PARITY: ends count the events before them, the start counts from the first that is too new.
    ...(tooNew < events.length && { tooNewLogEventStartIndex: tooNew }),
    ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
    ...(expired > 0 && { expiredLogEventEndIndex: expired }),
  };
  const accepted = events.slice(Math.max(expired, tooOld), tooNew);
  return { accepted, rejected: Object.keys(rejected).length === 0 ? undefined : rejected };
};

const checkBatch = (events: readonly LogEvent[]): void => {
  const bytes = events.reduce((sum, event) => sum + eventBytes(event), 0);
  if (bytes > MAX_BATCH_BYTES) throw batchTooLarge(bytes, MAX_BATCH_BYTES);
  if (events.some((event, index) => event.timestampMs < (events[index - 1]?.timestampMs ?? 0)))
    throw eventsOutOfOrder();
  const spanMs = (events.at(-1)?.timestampMs ?? 0) - (events.at(0)?.timestampMs ?? 0);
  if (spanMs > MAX_SPAN_MS) throw eventsSpanTooLong();
};

/** How many events of an ordered list are before a time. */
const countBefore = (events: readonly LogEvent[], timeMs: number): number => {
  const first = events.findIndex(({ timestampMs }) => timestampMs >= timeMs);
  return first === -1 ? events.length : first;
};
