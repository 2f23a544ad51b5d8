import type { BatchSummary } from "./batch.ts";

/** A new block begins once the last one is this long: a read loads one block, and the index stays sparse. */
const BLOCK_BYTES = 64 * 1024;

/** One entry of a segment's index: a run of neighbouring batches. */
export interface Block {
  readonly segment: number;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  readonly minTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly firstSequence: number;
  readonly eventCount: number;
  readonly storedBytes: number;
  /** When its youngest batch was accepted. */
  readonly ingestedAtMs: number;
}

/** Adds a batch to the end of an index: into its last block while that is small, else as a new one. */
export const addBatch = (blocks: Block[], segment: number, batch: BatchSummary): void => {
  const last = blocks.at(-1);
  if (last === undefined || last.segment !== segment) {
    blocks.push({ ...batch, segment, offsetBytes: 0 });
  } else if (last.lengthBytes >= BLOCK_BYTES) {
    blocks.push({ ...batch, segment, offsetBytes: last.offsetBytes + last.lengthBytes });
  } else {
    // Replaced, not changed: a reader may hold the old entry, and what it says stays true.
    blocks[blocks.length - 1] = {
      ...last,
      lengthBytes: last.lengthBytes + batch.lengthBytes,
      minTimestampMs: Math.min(last.minTimestampMs, batch.minTimestampMs),
      maxTimestampMs: Math.max(last.maxTimestampMs, batch.maxTimestampMs),
      eventCount: last.eventCount + batch.eventCount,
      storedBytes: last.storedBytes + batch.storedBytes,
      ingestedAtMs: batch.ingestedAtMs,
    };
  }
};
