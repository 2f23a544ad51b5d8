import type { LogEvent } from "./contract.ts";
import type { StreamBatch } from "./journal.ts";
import { splitMessage } from "./model/split-message.ts";
import { EVENT_OVERHEAD_BYTES, MAX_BATCH_BYTES } from "./model/stored-event.ts";

/** An event with its size, which is counted once. */
interface SizedEvent extends LogEvent {
  readonly bytes: number;
}

/** A batch that was taken. */
interface TakenBatch extends StreamBatch {
  readonly events: readonly SizedEvent[];
}

/** One stream's events that are not written yet. */
interface PendingStream {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly events: SizedEvent[];
  /** Function output nearly always is. */
  isInOrder: boolean;
  /** How many events found no room since the last batch was taken. */
  dropped: number;
}

/**
 * Events waiting for the disk, within a fixed number of bytes: what is being written counts until it is. Events that
 * find no room are dropped and counted; the count becomes a line of its own in the stream.
 */
export class PendingEvents {
  readonly #maxBytes: number;
  #streams = new Map<string, PendingStream>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get isEmpty(): boolean {
    return this.#streams.size === 0;
  }

  /** Bytes of events that wait or are being written. */
  get bytes(): number {
    return this.#bytes;
  }

  add(logGroupName: string, logStreamName: string, events: readonly LogEvent[]): void {
    const pending = this.#streamOf(logGroupName, logStreamName);
    for (const { timestampMs, message } of events) {
      for (const piece of splitMessage(message)) this.#addTo(pending, Math.trunc(timestampMs), piece);
    }
  }

  /** Takes one batch a stream, each no larger than a batch may be; the rest waits for the next round. */
  take(nowMs: number): readonly TakenBatch[] {
    const streams = this.#streams;
    this.#streams = new Map();
    return [...streams].map(([key, pending]) => {
      this.#countDropped(pending, nowMs);
      const { logGroupName, logStreamName } = pending;
      const events = pending.events.splice(0, batchLength(pending.events));
      if (pending.events.length > 0) this.#streams.set(key, pending);
      return { logGroupName, logStreamName, events: pending.isInOrder ? events : inOrder(events) };
    });
  }

  /** Says that a batch that was taken is written and needs no room any more. */
  release(batch: TakenBatch): void {
    for (const event of batch.events) this.#bytes -= event.bytes;
  }

  /** Puts a batch that could not be written before everything that came after it. */
  putBack({ logGroupName, logStreamName, events }: TakenBatch): void {
    const pending = this.#streamOf(logGroupName, logStreamName);
    const all = [...events, ...pending.events];
    this.#streams.set(keyOf(logGroupName, logStreamName), { ...pending, events: all, isInOrder: false });
  }

  #addTo(pending: PendingStream, timestampMs: number, message: string): void {
    const bytes = Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
    if (this.#bytes + bytes > this.#maxBytes) {
      pending.dropped += 1;
      return;
    }
    pending.isInOrder &&= (pending.events.at(-1)?.timestampMs ?? 0) <= timestampMs;
    pending.events.push({ timestampMs, message, bytes });
    this.#bytes += bytes;
  }

  #streamOf(logGroupName: string, logStreamName: string): PendingStream {
    const key = keyOf(logGroupName, logStreamName);
    const present = this.#streams.get(key);
    if (present !== undefined) return present;
    const created: PendingStream = { logGroupName, logStreamName, events: [], isInOrder: true, dropped: 0 };
    this.#streams.set(key, created);
    return created;
  }

  /** The notice takes a little more than the room there is: it must not be dropped itself. */
  #countDropped(pending: PendingStream, nowMs: number): void {
    if (pending.dropped === 0) return;
    const message = `[lambkin] ${pending.dropped} log events were dropped here: the disk was full or too slow.`;
    pending.dropped = 0;
    const timestampMs = Math.max(nowMs, pending.events.at(-1)?.timestampMs ?? 0);
    const bytes = Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
    pending.events.push({ timestampMs, message, bytes });
    this.#bytes += bytes;
  }
}

const keyOf = (logGroupName: string, logStreamName: string): string => `${logGroupName}\n${logStreamName}`;

/** How many of the first events fit into one batch; at least one. */
const batchLength = (events: readonly SizedEvent[]): number => {
  let bytes = 0;
  const tooMany = events.findIndex((event) => {
    bytes += event.bytes;
    return bytes > MAX_BATCH_BYTES;
  });
  return tooMany === -1 ? events.length : Math.max(tooMany, 1);
};

const inOrder = (events: readonly SizedEvent[]): readonly SizedEvent[] =>
  events.toSorted((a, b) => a.timestampMs - b.timestampMs);
