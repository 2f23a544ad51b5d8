import { randomHex } from "../../base/ids.ts";
import type { Clock } from "../../base/clock.ts";
import type { LogEvent } from "./contract.ts";
import { Lane } from "./lane.ts";
import { type LogGroup, retentionCutoffMs } from "./model/log-group.ts";
import { EMPTY_SUMMARY, type LogStream } from "./model/log-stream.ts";
import type { LogSegments } from "./segments/log-segments.ts";
import type { LogsStore } from "./store.ts";

/** A stream open for writing for this long without an event is closed. */
const SETTLE_AFTER_MS = 60_000;

/** How many streams are written to side by side; more would only queue for the disk, each with an open file. */
const APPENDS_AT_ONCE = 32;
/** How many streams are remembered by name; a forgotten one costs a query. */
const MAX_REMEMBERED_STREAMS = 8_192;

/** A batch that could not be written, and why. */
export interface FailedBatch {
  readonly batch: StreamBatch;
  readonly error: unknown;
}

/** Events for one stream, by name. */
export interface StreamBatch {
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** At least one, in order of their timestamps, together no more than a batch may hold. */
  readonly events: readonly LogEvent[];
}

/**
 * The one place where groups and streams come, grow and go: everything that changes both rows and segments takes its
 * turn here, so that nothing is appended to what is just being deleted.
 */
export class LogJournal {
  readonly #store: LogsStore;
  readonly #segments: LogSegments;
  readonly #clock: Clock;
  readonly #lane = new Lane();
  /** By group and stream name: writing must not ask the database each time. */
  readonly #streams = new Map<string, LogStream>();

  constructor(store: LogsStore, segments: LogSegments, clock: Clock) {
    this.#store = store;
    this.#segments = segments;
    this.#clock = clock;
  }

  /**
   * Appends to streams, creating what does not exist. Every batch is tried; at most one batch a stream.
   * @returns the batches that could not be written, with the reason
   */
  appendCreating(batches: readonly StreamBatch[]): Promise<readonly FailedBatch[]> {
    return this.#lane.run(async () => {
      const failed: FailedBatch[] = [];
      for (let start = 0; start < batches.length; start += APPENDS_AT_ONCE) {
        const some = batches.slice(start, start + APPENDS_AT_ONCE);
        failed.push(...(await Promise.all(some.map((batch) => this.#tryAppend(batch)))).flat());
        // Should the database refuse now, the streams stay open, and the periodic `settle` reports it.
        await this.#segments.settle(this.#clock.nowMs() - SETTLE_AFTER_MS).catch(() => undefined);
      }
      return failed;
    });
  }

  /** Appends to a stream that exists. */
  append(stream: LogStream, events: readonly LogEvent[]): Promise<void> {
    return this.#lane.run(() => this.#segments.append(stream, events, this.#clock.nowMs()));
  }

  /** @returns undefined when there is a group of that name already */
  createGroup(group: Omit<LogGroup, "groupId" | "createdAtMs">): Promise<LogGroup | undefined> {
    return this.#lane.run(() => this.#createGroup(group));
  }

  /** @returns undefined when the group has a stream of that name already */
  createStream(groupId: string, logStreamName: string): Promise<LogStream | undefined> {
    return this.#lane.run(() => this.#createStream(groupId, logStreamName, { settled: true }));
  }

  deleteGroup(group: LogGroup): Promise<void> {
    return this.#lane.run(async () => {
      const streams = await this.#store.streamsOf(group.groupId);
      await this.#store.removeGroup(group.groupId);
      for (const stream of streams) this.#streams.delete(keyOf(group.logGroupName, stream.logStreamName));
      await this.#segments.removeGroup(group.groupId, streams);
    });
  }

  deleteStream(group: LogGroup, stream: LogStream): Promise<void> {
    return this.#lane.run(async () => {
      await this.#store.removeStream(stream.streamId);
      this.#streams.delete(keyOf(group.logGroupName, stream.logStreamName));
      await this.#segments.removeStream(stream);
    });
  }

  /** Makes the store's figures agree with all that was appended. */
  saveSummaries(): Promise<void> {
    return this.#lane.run(() => this.#segments.saveSummaries());
  }

  /** Closes streams that are no longer written to, with their figures saved. */
  settle(): Promise<void> {
    return this.#lane.run(() => this.#segments.settle(this.#clock.nowMs() - SETTLE_AFTER_MS));
  }

  /** Removes segments whose events have all expired, and what deletions that were cut short left behind. */
  async sweep(): Promise<void> {
    await this.#lane.run(() => this.#segments.sweepOrphans());
    for (const group of await this.#store.allGroups()) {
      const cutoffMs = retentionCutoffMs(group, this.#clock.nowMs());
      if (cutoffMs !== undefined) await this.#expire(group, cutoffMs);
    }
  }

  async #expire(group: LogGroup, cutoffMs: number): Promise<void> {
    const streams = await this.#store.streamsOf(group.groupId);
    for (const stream of streams.filter(({ firstTimestampMs }) => (firstTimestampMs ?? Infinity) < cutoffMs)) {
      // One turn a stream: function output does not wait for the whole sweep.
      await this.#lane.run(() => this.#segments.expire(stream, cutoffMs));
      await this.#lane.run(() => this.#segments.settle(this.#clock.nowMs() - SETTLE_AFTER_MS));
    }
    await this.#lane.run(() => this.#segments.saveSummaries());
  }

  async #tryAppend(batch: StreamBatch): Promise<FailedBatch | readonly []> {
    try {
      await this.#appendCreating(batch);
      return [];
    } catch (error) {
      return { batch, error };
    }
  }

  async #appendCreating({ logGroupName, logStreamName, events }: StreamBatch): Promise<void> {
    const stream = await this.#findOrCreateStream(logGroupName, logStreamName);
    await this.#segments.append(stream, events, this.#clock.nowMs());
  }

  async #findOrCreateStream(logGroupName: string, logStreamName: string): Promise<LogStream> {
    const key = keyOf(logGroupName, logStreamName);
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const { groupId } = await this.#findOrCreateGroup(logGroupName);
    const stream =
      (await this.#store.findStream(groupId, logStreamName)) ?? (await this.#beginStream(groupId, logStreamName));
    if (stream === undefined) throw new Error(`Log stream ${logStreamName} vanished while it was written to`);
    this.#remember(key, stream);
    return stream;
  }

  #remember(key: string, stream: LogStream): void {
    const [oldest] = this.#streams.keys();
    if (this.#streams.size >= MAX_REMEMBERED_STREAMS && oldest !== undefined) this.#streams.delete(oldest);
    this.#streams.set(key, stream);
  }

  async #findOrCreateGroup(logGroupName: string): Promise<LogGroup> {
    const find = () => this.#store.findGroup(logGroupName);
    const create = () => this.#createGroup({ ...NEW_GROUP, logGroupName });
    // Two new streams of one new group are created side by side: the one that comes second finds the group.
    const group = (await find()) ?? (await create()) ?? (await find());
    if (group === undefined) throw new Error(`Log group ${logGroupName} vanished while it was written to`);
    return group;
  }

  async #createGroup(details: Omit<LogGroup, "groupId" | "createdAtMs">): Promise<LogGroup | undefined> {
    const group: LogGroup = { ...details, groupId: randomHex(8), createdAtMs: this.#clock.nowMs() };
    return (await this.#store.insertGroup(group)) ? group : undefined;
  }

  async #beginStream(groupId: string, logStreamName: string): Promise<LogStream | undefined> {
    const stream = await this.#createStream(groupId, logStreamName, { settled: false });
    if (stream !== undefined) this.#segments.begin(stream);
    return stream;
  }

  async #createStream(
    groupId: string,
    logStreamName: string,
    state: { readonly settled: boolean },
  ): Promise<LogStream | undefined> {
    const createdAtMs = this.#clock.nowMs();
    const stream: LogStream = { ...EMPTY_SUMMARY, groupId, logStreamName, streamId: randomHex(8), createdAtMs };
    return (await this.#store.insertStream(stream, state)) ? stream : undefined;
  }
}

/** What a group is that function output makes. */
const NEW_GROUP = {
  logGroupClass: "STANDARD",
  retentionDays: undefined,
  isDeletionProtected: false,
  tags: {},
} as const;

/** Neither name may hold a line feed. */
const keyOf = (logGroupName: string, logStreamName: string): string => `${logGroupName}\n${logStreamName}`;
