import { comparePositions, type Direction, type EventPosition } from "../model/event-position.ts";
import { Heap } from "../model/heap.ts";
import type { LogStream } from "../model/log-stream.ts";
import type { StoredEvent } from "../model/stored-event.ts";
import type { Block } from "../segments/block.ts";
import type { LogSegments } from "../segments/log-segments.ts";

/** Which events of which streams, and from where which way. */
export interface EventQuery {
  readonly streams: readonly LogStream[];
  readonly direction: Direction;
  /** Inclusive. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly untilMs: number;
  /** Forward: nothing before it. Backward: nothing from it on. Undefined: all within the times. */
  readonly position: EventPosition | undefined;
}

export interface ReadEvent extends EventPosition {
  readonly stream: LogStream;
  readonly event: StoredEvent;
}

/**
 * What waits to be read, each under a bound that none of its events comes before: a stream not looked at yet, a block
 * not loaded yet, or a loaded block at its next event.
 */
type Source = EventPosition & { readonly stream: LogStream } & (
    | { readonly kind: "stream" }
    | { readonly kind: "block"; readonly block: Block }
    | { readonly kind: "events"; readonly events: readonly StoredEvent[]; readonly index: number }
  );

/**
 * The events of many streams in one order, read block by block as they are asked for: streams and blocks are opened
 * only when the order has come to them.
 * LIMIT: blocks whose times overlap are held together, 64 KiB or one batch each; many long batches over the same span
 * of time cost that much memory.
 */
// oxlint-disable-next-line func-style -- a generator cannot be an arrow function
export async function* readEvents(segments: LogSegments, query: EventQuery): AsyncGenerator<ReadEvent, void> {
  const sign = query.direction === "forward" ? 1 : -1;
  const heap = new Heap<Source>((a, b) => sign * comparePositions(a, b));
  for (const stream of query.streams) {
    const source = streamSource(stream, query);
    if (source !== undefined) heap.push(source);
  }
  for (let source = heap.pop(); source !== undefined; source = heap.pop()) {
    if (source.kind === "stream") {
      const blocks = await segments.blocksOf(source.stream);
      for (const block of blocks.filter((block) => overlaps(block, source.stream, query))) {
        heap.push({ ...boundOf(block, source.stream, query), kind: "block", block, stream: source.stream });
      }
    } else if (source.kind === "block") {
      const events = await segments.read(source.stream, source.block);
      pushEvents(heap, source.stream, sorted(events, source.stream, query), 0);
    } else {
      const event = source.events[source.index];
      if (event !== undefined) yield { ...positionOf(event, source.stream), stream: source.stream, event };
      pushEvents(heap, source.stream, source.events, source.index + 1);
    }
  }
}

const pushEvents = (heap: Heap<Source>, stream: LogStream, events: readonly StoredEvent[], index: number): void => {
  const event = events[index];
  if (event !== undefined) heap.push({ ...positionOf(event, stream), kind: "events", stream, events, index });
};

const positionOf = (event: StoredEvent, { streamId }: LogStream): EventPosition => ({
  timestampMs: event.timestampMs,
  streamId,
  sequence: event.sequence,
});

const streamSource = (stream: LogStream, query: EventQuery): Source | undefined => {
  const { firstTimestampMs, lastTimestampMs, streamId } = stream;
  if (firstTimestampMs === undefined || lastTimestampMs === undefined) return undefined;
  if (lastTimestampMs < query.fromMs || firstTimestampMs >= query.untilMs) return undefined;
  const forward = query.direction === "forward";
  return {
    kind: "stream",
    stream,
    streamId,
    timestampMs: forward ? firstTimestampMs : lastTimestampMs,
    sequence: forward ? 0 : Number.MAX_SAFE_INTEGER,
  };
};

const boundOf = (block: Block, { streamId }: LogStream, { direction }: EventQuery): EventPosition =>
  direction === "forward"
    ? { timestampMs: block.minTimestampMs, streamId, sequence: block.firstSequence }
    : { timestampMs: block.maxTimestampMs, streamId, sequence: block.firstSequence + block.eventCount - 1 };

/** Whether a block may hold events that are asked for. */
const overlaps = (block: Block, stream: LogStream, query: EventQuery): boolean => {
  if (block.maxTimestampMs < query.fromMs || block.minTimestampMs >= query.untilMs) return false;
  if (query.position === undefined) return true;
  const last = { ...boundOf(block, stream, { ...query, direction: "backward" }) };
  const first = { ...boundOf(block, stream, { ...query, direction: "forward" }) };
  return query.direction === "forward"
    ? comparePositions(last, query.position) >= 0
    : comparePositions(first, query.position) < 0;
};

/** The events of a block that are asked for, in the order asked for. */
const sorted = (events: readonly StoredEvent[], stream: LogStream, query: EventQuery): readonly StoredEvent[] => {
  const sign = query.direction === "forward" ? 1 : -1;
  const { position } = query;
  return events
    .filter((event) => {
      if (event.timestampMs < query.fromMs || event.timestampMs >= query.untilMs) return false;
      if (position === undefined) return true;
      const order = comparePositions(positionOf(event, stream), position);
      return query.direction === "forward" ? order >= 0 : order < 0;
    })
    .sort((a, b) => sign * (a.timestampMs - b.timestampMs || a.sequence - b.sequence));
};
