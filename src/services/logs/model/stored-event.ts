import type { LogEvent } from "../contract.ts";

/** A log event as it lies in a stream. */
export interface StoredEvent extends LogEvent {
  /** When it was accepted. */
  readonly ingestedAtMs: number;
  /** Its number within the stream, counted by arrival; orders events of the same millisecond. */
  readonly sequence: number;
}

/** What CloudWatch Logs adds to each event when it counts bytes. Source: PutLogEvents. */
export const EVENT_OVERHEAD_BYTES = 26;

/** Most bytes in one batch, overhead included. Source: PutLogEvents. */
export const MAX_BATCH_BYTES = 1_048_576;

/** The size of an event as CloudWatch Logs counts it. */
export const eventBytes = (event: LogEvent): number => Buffer.byteLength(event.message) + EVENT_OVERHEAD_BYTES;
