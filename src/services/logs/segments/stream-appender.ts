import { type FileHandle, mkdir, open } from "node:fs/promises";
import type { LogEvent } from "../contract.ts";
import { EMPTY_SUMMARY, type StreamSummary } from "../model/log-stream.ts";
import { encodeBatch, type EncodedBatch } from "./batch.ts";
import { addBatch, type Block } from "./block.ts";
import { removeSegment, segmentPath } from "./segment-files.ts";
import { readStreamIndex, saveIndex, type StreamIndex } from "./segment-index.ts";

/** A segment is closed at this size, and the next begins. */
const SEGMENT_BYTES = 16 * 1024 * 1024;
/** And at this age, so that retention can remove whole segments. */
const SEGMENT_MS = 24 * 60 * 60 * 1_000;

/**
 * The one writer of one stream: appends batches to its youngest segment and keeps its index in memory.
 * Calls to `append` and `removeBefore` must not overlap; reading beside them is safe.
 * LIMIT: batches are not synced one by one: they survive the server's death, and a power cut takes the last seconds.
 */
export class StreamAppender implements AsyncDisposable {
  readonly #directory: string;
  #blocks: Block[];
  #segment: number;
  #segmentBytes: number;
  #segmentStartedAtMs: number | undefined;
  #nextSequence: number;
  #file: FileHandle | undefined;

  private constructor(directory: string, index: StreamIndex) {
    this.#directory = directory;
    this.#blocks = index.blocks;
    this.#segment = index.lastSegment;
    this.#segmentBytes = index.lastSegmentBytes;
    this.#segmentStartedAtMs = index.blocks.find((block) => block.segment === index.lastSegment)?.ingestedAtMs;
    const last = index.blocks.at(-1);
    this.#nextSequence = last === undefined ? 0 : last.firstSequence + last.eventCount;
  }

  /** Opens a stream where it ended; what a killed server left half-written is cut off at the first append. */
  static async open(directory: string): Promise<StreamAppender> {
    return new StreamAppender(directory, await readStreamIndex(directory));
  }

  /** Opens a stream that was never written to. */
  static begin(directory: string): StreamAppender {
    return new StreamAppender(directory, { blocks: [], lastSegment: 0, lastSegmentBytes: 0 });
  }

  /** The index as it is now. */
  get blocks(): readonly Block[] {
    return [...this.#blocks];
  }

  get summary(): StreamSummary {
    return summarize(this.#blocks);
  }

  /**
   * Writes events as one batch, whole or not at all.
   * @param events at least one, in order of their timestamps
   */
  async append(events: readonly LogEvent[], ingestedAtMs: number): Promise<void> {
    const batch = encodeBatch(events, { ingestedAtMs, firstSequence: this.#nextSequence });
    if (this.#isFull(batch, ingestedAtMs)) await this.#startNextSegment();
    await this.#write(batch);
    addBatch(this.#blocks, this.#segment, batch.summary);
    this.#segmentBytes += batch.summary.lengthBytes;
    this.#segmentStartedAtMs ??= ingestedAtMs;
    this.#nextSequence += events.length;
  }

  /** Removes the segments that hold nothing from `cutoffMs` or later. @returns whether any was removed */
  async removeBefore(cutoffMs: number): Promise<boolean> {
    const kept = new Set(
      this.#blocks.filter((block) => block.maxTimestampMs >= cutoffMs).map(({ segment }) => segment),
    );
    const expired = new Set(this.#blocks.map(({ segment }) => segment).filter((segment) => !kept.has(segment)));
    if (expired.has(this.#segment)) await this.#startNextSegment();
    for (const segment of expired) await removeSegment(this.#directory, segment);
    this.#blocks = this.#blocks.filter(({ segment }) => !expired.has(segment));
    return expired.size > 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  #isFull(batch: EncodedBatch, nowMs: number): boolean {
    if (this.#segmentBytes === 0) return false;
    const tooLarge = this.#segmentBytes + batch.summary.lengthBytes > SEGMENT_BYTES;
    return tooLarge || nowMs - (this.#segmentStartedAtMs ?? nowMs) > SEGMENT_MS;
  }

  async #startNextSegment(): Promise<void> {
    await this[Symbol.asyncDispose]();
    await saveIndex(this.#directory, this.#segment, this.#blocks);
    this.#segment += 1;
    this.#segmentBytes = 0;
    this.#segmentStartedAtMs = undefined;
  }

  async #write(batch: EncodedBatch): Promise<void> {
    try {
      this.#file ??= await this.#openSegment();
      await writeAll(this.#file, batch.bytes);
    } catch (error) {
      // Whatever part of the batch reached the file is cut off when the segment is opened again.
      await this[Symbol.asyncDispose]().catch(() => undefined);
      throw error;
    }
  }

  async #openSegment(): Promise<FileHandle> {
    if (this.#segment === 0) this.#segment = 1;
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await using cleanup = new AsyncDisposableStack();
    const file = cleanup.use(await open(segmentPath(this.#directory, this.#segment), "a", 0o600));
    const { size } = await file.stat();
    if (size > this.#segmentBytes) await file.truncate(this.#segmentBytes);
    cleanup.move();
    return file;
  }
}

/** Appends; `appendFile` would do the same at several times the cost. */
const writeAll = async (file: FileHandle, bytes: Uint8Array): Promise<void> => {
  for (let written = 0; written < bytes.length;) written += (await file.write(bytes, written)).bytesWritten;
};

/** What the index tells of a stream as a whole. */
export const summarize = (blocks: readonly Block[]): StreamSummary => {
  if (blocks.length === 0) return EMPTY_SUMMARY;
  return {
    firstTimestampMs: blocks.reduce((min, block) => Math.min(min, block.minTimestampMs), Infinity),
    lastTimestampMs: blocks.reduce((max, block) => Math.max(max, block.maxTimestampMs), 0),
    lastIngestedAtMs: blocks.at(-1)?.ingestedAtMs,
    storedBytes: blocks.reduce((sum, block) => sum + block.storedBytes, 0),
  };
};
