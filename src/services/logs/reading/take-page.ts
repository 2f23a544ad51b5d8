import { eventBytes } from "../model/stored-event.ts";
import type { ReadEvent } from "./read-events.ts";

/** Most events of one answer, and most bytes of their messages. Source: GetLogEvents, FilterLogEvents. */
const MAX_PAGE_EVENTS = 10_000;
const MAX_PAGE_BYTES = 1_048_576;
/** A search that finds little answers with what it has after this much, and a token to go on. */
const MAX_SCANNED_BYTES = 16 * 1024 * 1024;

/** One answer's worth of events. */
export interface EventPage {
  readonly events: readonly ReadEvent[];
  /** The last event that was looked at, when there may be more after it. */
  readonly stoppedAt: ReadEvent | undefined;
}

/** Takes events that are wanted until a page is full, and closes the source. */
export const takePage = async (
  source: AsyncGenerator<ReadEvent, void>,
  options: { readonly limit: number | undefined; readonly wants: (message: string) => boolean },
): Promise<EventPage> => {
  const events: ReadEvent[] = [];
  const limit = options.limit ?? MAX_PAGE_EVENTS;
  let pageBytes = 0;
  let scannedBytes = 0;
  let lastSeen: ReadEvent | undefined;
  for await (const read of source) {
    const bytes = eventBytes(read.event);
    scannedBytes += bytes;
    if (options.wants(read.event.message)) {
      // An event that fills a page by itself is still given.
      if (events.length > 0 && pageBytes + bytes > MAX_PAGE_BYTES) return { events, stoppedAt: lastSeen };
      pageBytes += bytes;
      events.push(read);
    }
    lastSeen = read;
    if (events.length >= limit || scannedBytes >= MAX_SCANNED_BYTES) return { events, stoppedAt: read };
  }
  return { events, stoppedAt: undefined };
};
