import { crc32 } from "node:zlib";
import type { LogEvent } from "../contract.ts";
import { EVENT_OVERHEAD_BYTES, type StoredEvent } from "../model/stored-event.ts";

/**
 * The unit of writing: what one flush or one PutLogEvents gave to one stream, whole or not at all.
 * Little endian: magic (4), body length (4), CRC-32 of the body (4), then the body: ingestion time (6), first
 * sequence (6), smallest and largest timestamp (6 + 6), event count (4), and per event timestamp (6), length (4), UTF-8.
 */
const MAGIC = 0x31424b4c; // "LKB1"
const FRAME_BYTES = 12;
const SUMMARY_BYTES = 28;
const EVENT_HEAD_BYTES = 10;
const TIME_BYTES = 6;
/** Larger than any batch that is ever written; a longer one is damage. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** What an index needs to know of a batch. */
export interface BatchSummary {
  readonly lengthBytes: number;
  readonly ingestedAtMs: number;
  readonly firstSequence: number;
  readonly minTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly eventCount: number;
  /** As CloudWatch Logs counts bytes. */
  readonly storedBytes: number;
}

export interface EncodedBatch {
  readonly bytes: Buffer;
  readonly summary: BatchSummary;
}

/** @param events at least one, in order of their timestamps */
export const encodeBatch = (
  events: readonly LogEvent[],
  stamp: { readonly ingestedAtMs: number; readonly firstSequence: number },
): EncodedBatch => {
  const lengths = events.map((event) => Buffer.byteLength(event.message));
  const messageBytes = lengths.reduce((sum, length) => sum + length, 0);
  const lengthBytes = FRAME_BYTES + SUMMARY_BYTES + events.length * EVENT_HEAD_BYTES + messageBytes;
  const bytes = Buffer.allocUnsafe(lengthBytes);
  const summary: BatchSummary = {
    ...stamp,
    lengthBytes,
    minTimestampMs: events.at(0)?.timestampMs ?? 0,
    maxTimestampMs: events.at(-1)?.timestampMs ?? 0,
    eventCount: events.length,
    storedBytes: messageBytes + events.length * EVENT_OVERHEAD_BYTES,
  };
  writeSummary(bytes, summary);
  let at = FRAME_BYTES + SUMMARY_BYTES;
  for (const [index, event] of events.entries()) {
    const length = lengths[index] ?? 0;
    at = bytes.writeUIntLE(event.timestampMs, at, TIME_BYTES);
    at = bytes.writeUInt32LE(length, at);
    at += bytes.write(event.message, at, length, "utf8");
  }
  bytes.writeUInt32LE(MAGIC, 0);
  bytes.writeUInt32LE(lengthBytes - FRAME_BYTES, 4);
  bytes.writeUInt32LE(crc32(bytes.subarray(FRAME_BYTES)), 8);
  return { bytes, summary };
};

const writeSummary = (bytes: Buffer, summary: BatchSummary): void => {
  let at = bytes.writeUIntLE(summary.ingestedAtMs, FRAME_BYTES, TIME_BYTES);
  at = bytes.writeUIntLE(summary.firstSequence, at, TIME_BYTES);
  at = bytes.writeUIntLE(summary.minTimestampMs, at, TIME_BYTES);
  at = bytes.writeUIntLE(summary.maxTimestampMs, at, TIME_BYTES);
  bytes.writeUInt32LE(summary.eventCount, at);
};

/** How many bytes from `at` on must be at hand to judge the batch there. */
export const bytesNeeded = (bytes: Buffer, at: number): number => {
  if (bytes.length - at < FRAME_BYTES) return FRAME_BYTES;
  return FRAME_BYTES + Math.min(bytes.readUInt32LE(at + 4), MAX_BODY_BYTES);
};

/** @returns undefined when no whole, undamaged batch starts at `at` */
export const findBatch = (bytes: Buffer, at: number): BatchSummary | undefined => {
  if (bytes.length - at < FRAME_BYTES || bytes.readUInt32LE(at) !== MAGIC) return undefined;
  const bodyBytes = bytes.readUInt32LE(at + 4);
  const bodyStart = at + FRAME_BYTES;
  if (bodyBytes < SUMMARY_BYTES || bodyBytes > MAX_BODY_BYTES || bodyStart + bodyBytes > bytes.length) return undefined;
  if (crc32(bytes.subarray(bodyStart, bodyStart + bodyBytes)) !== bytes.readUInt32LE(at + 8)) return undefined;
  const eventCount = bytes.readUInt32LE(bodyStart + 4 * TIME_BYTES);
  const messageBytes = bodyBytes - SUMMARY_BYTES - eventCount * EVENT_HEAD_BYTES;
  return {
    lengthBytes: FRAME_BYTES + bodyBytes,
    ingestedAtMs: bytes.readUIntLE(bodyStart, TIME_BYTES),
    firstSequence: bytes.readUIntLE(bodyStart + TIME_BYTES, TIME_BYTES),
    minTimestampMs: bytes.readUIntLE(bodyStart + 2 * TIME_BYTES, TIME_BYTES),
    maxTimestampMs: bytes.readUIntLE(bodyStart + 3 * TIME_BYTES, TIME_BYTES),
    eventCount,
    storedBytes: messageBytes + eventCount * EVENT_OVERHEAD_BYTES,
  };
};

/** The events of every whole batch in `bytes`, in the order they were written. */
export const decodeBatches = (bytes: Buffer): StoredEvent[] => {
  const events: StoredEvent[] = [];
  let at = 0;
  for (let batch = findBatch(bytes, at); batch !== undefined; batch = findBatch(bytes, at)) {
    decodeEvents(bytes, at + FRAME_BYTES + SUMMARY_BYTES, batch, events);
    at += batch.lengthBytes;
  }
  return events;
};

const decodeEvents = (bytes: Buffer, start: number, batch: BatchSummary, into: StoredEvent[]): void => {
  let at = start;
  for (let index = 0; index < batch.eventCount; index++) {
    const timestampMs = bytes.readUIntLE(at, TIME_BYTES);
    const textStart = at + EVENT_HEAD_BYTES;
    const textEnd = textStart + bytes.readUInt32LE(at + TIME_BYTES);
    const message = bytes.toString("utf8", textStart, textEnd);
    into.push({ timestampMs, message, ingestedAtMs: batch.ingestedAtMs, sequence: batch.firstSequence + index });
    at = textEnd;
  }
};
