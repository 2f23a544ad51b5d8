import { open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LogEvent } from "../contract.ts";
import type { LogStream, StreamSummary } from "../model/log-stream.ts";
import type { StoredEvent } from "../model/stored-event.ts";
import type { LogsStore } from "../store.ts";
import { decodeBatches } from "./batch.ts";
import type { Block } from "./block.ts";
import { segmentPath, unlessMissing } from "./segment-files.ts";
import { readStreamIndex } from "./segment-index.ts";
import { StreamAppender, summarize } from "./stream-appender.ts";

/** Streams that are open for writing at once; each holds a file descriptor and its index. */
const MAX_OPEN_STREAMS = 256;

type StreamKey = Pick<LogStream, "groupId" | "streamId">;

interface OpenStream {
  readonly appender: StreamAppender;
  lastAppendAtMs: number;
  isDirty: boolean;
}

/**
 * The events of all streams, as segments under `directory/<group id>/<stream id>/`. Whoever changes something here
 * (append, remove, expire, settle) does so one at a time per stream; reads may run beside that.
 */
export class LogSegments implements AsyncDisposable {
  readonly #directory: string;
  readonly #store: LogsStore;
  /** Least recently written first. */
  readonly #open = new Map<string, OpenStream>();

  constructor(directory: string, store: LogsStore) {
    this.#directory = directory;
    this.#store = store;
  }

  /**
   * Opens a stream that was just made, as an unsettled one. There is nothing on the disk to look for, and nothing to be
   * said in the store, which every new execution environment would have to wait for otherwise.
   */
  begin(stream: StreamKey): void {
    this.#hold(stream, StreamAppender.begin(this.#pathOf(stream)));
  }

  /** @param events at least one, in order of their timestamps */
  async append(stream: StreamKey, events: readonly LogEvent[], ingestedAtMs: number): Promise<void> {
    const open = this.#open.get(stream.streamId) ?? (await this.#openForWriting(stream));
    await open.appender.append(events, ingestedAtMs);
    this.#open.delete(stream.streamId);
    this.#open.set(stream.streamId, open);
    open.lastAppendAtMs = ingestedAtMs;
    open.isDirty = true;
  }

  /** The index of a stream, in the order of writing. */
  async blocksOf(stream: StreamKey): Promise<readonly Block[]> {
    const open = this.#open.get(stream.streamId);
    return open === undefined ? (await readStreamIndex(this.#pathOf(stream))).blocks : open.appender.blocks;
  }

  /** The events of one block, in the order of writing; none when the stream has been deleted meanwhile. */
  async read(stream: StreamKey, block: Block): Promise<readonly StoredEvent[]> {
    const path = segmentPath(this.#pathOf(stream), block.segment);
    await using file = await open(path, "r").catch(unlessMissing(undefined));
    if (file === undefined) return [];
    const buffer = Buffer.allocUnsafe(block.lengthBytes);
    const { bytesRead } = await file.read(buffer, 0, block.lengthBytes, block.offsetBytes);
    return decodeBatches(buffer.subarray(0, bytesRead));
  }

  /** Makes the store's summaries agree with all that was appended. */
  async saveSummaries(): Promise<void> {
    const dirty = [...this.#open].filter(([, { isDirty }]) => isDirty);
    if (dirty.length === 0) return;
    const summaries = new Map(dirty.map(([streamId, { appender }]) => [streamId, appender.summary]));
    await this.#store.saveSummaries(summaries, { settled: false });
    for (const [, open] of dirty) open.isDirty = false;
  }

  /** Closes streams, their summaries saved, that were last written to before `idleSinceMs`, and the oldest of too many. */
  async settle(idleSinceMs: number): Promise<void> {
    const surplus = this.#open.size - MAX_OPEN_STREAMS;
    const leaving = [...this.#open].filter(([, open], age) => age < surplus || open.lastAppendAtMs < idleSinceMs);
    if (leaving.length === 0) return;
    // Saved first: should that fail, the streams stay open and their figures are not lost.
    const summaries = new Map(leaving.map(([streamId, { appender }]) => [streamId, appender.summary]));
    await this.#store.saveSummaries(summaries, { settled: true });
    for (const [streamId] of leaving) await this.#close(streamId);
  }

  /** Brings the summaries of streams that a killed server was writing to in line with their segments. */
  async recover(): Promise<void> {
    const summaries = new Map<string, StreamSummary>();
    for (const stream of await this.#store.unsettledStreams()) {
      const { blocks } = await readStreamIndex(this.#pathOf(stream));
      summaries.set(stream.streamId, summarize(blocks));
    }
    if (summaries.size > 0) await this.#store.saveSummaries(summaries, { settled: true });
  }

  /** Removes what lies wholly before `cutoffMs`. */
  async expire(stream: StreamKey, cutoffMs: number): Promise<void> {
    const open = this.#open.get(stream.streamId) ?? (await this.#openForWriting(stream));
    if (await open.appender.removeBefore(cutoffMs)) open.isDirty = true;
  }

  async removeStream(stream: StreamKey): Promise<void> {
    await this.#close(stream.streamId);
    await rm(this.#pathOf(stream), { recursive: true, force: true });
  }

  async removeGroup(groupId: string, streams: readonly StreamKey[]): Promise<void> {
    for (const { streamId } of streams) await this.#close(streamId);
    await rm(join(this.#directory, groupId), { recursive: true, force: true });
  }

  /** Removes directories of groups and streams that are no more: a kill between row and files leaves them. */
  async sweepOrphans(): Promise<void> {
    const groups = new Set((await this.#store.allGroups()).map(({ groupId }) => groupId));
    for (const groupId of await readdir(this.#directory).catch(unlessMissing<string[]>([]))) {
      if (!groups.has(groupId)) await this.removeGroup(groupId, []);
      else await this.#sweepStreams(groupId);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.settle(Infinity);
  }

  async #sweepStreams(groupId: string): Promise<void> {
    const names = await readdir(join(this.#directory, groupId));
    const known = new Set((await this.#store.streamsOf(groupId)).map(({ streamId }) => streamId));
    for (const streamId of names) {
      if (!known.has(streamId)) await this.removeStream({ groupId, streamId });
    }
  }

  async #openForWriting(stream: StreamKey): Promise<OpenStream> {
    await this.#store.markUnsettled(stream.streamId);
    return this.#hold(stream, await StreamAppender.open(this.#pathOf(stream)));
  }

  #hold({ streamId }: StreamKey, appender: StreamAppender): OpenStream {
    const open: OpenStream = { appender, lastAppendAtMs: 0, isDirty: false };
    this.#open.set(streamId, open);
    return open;
  }

  async #close(streamId: string): Promise<void> {
    const open = this.#open.get(streamId);
    this.#open.delete(streamId);
    await open?.appender[Symbol.asyncDispose]();
  }

  #pathOf({ groupId, streamId }: StreamKey): string {
    return join(this.#directory, groupId, streamId);
  }
}
