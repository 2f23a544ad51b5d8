import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import type { LogWriter } from "../contract.ts";
import { logGroupNotFound, logStreamNotFound } from "../exceptions.ts";
import type { LogJournal } from "../journal.ts";
import { type LogGroup, retentionCutoffMs } from "../model/log-group.ts";
import type { LogStream } from "../model/log-stream.ts";
import type { LogSegments } from "../segments/log-segments.ts";
import type { LogsStore } from "../store.ts";
import { type EventQuery, type ReadEvent, readEvents } from "./read-events.ts";

/** Reads groups, streams and events. What was written before the call is always seen. */
export class LogReader {
  readonly #store: LogsStore;
  readonly #segments: LogSegments;
  readonly #journal: LogJournal;
  readonly #writer: LogWriter;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(parts: {
    readonly store: LogsStore;
    readonly segments: LogSegments;
    readonly journal: LogJournal;
    readonly writer: LogWriter;
    readonly clock: Clock;
    readonly logger: Logger;
  }) {
    this.#store = parts.store;
    this.#segments = parts.segments;
    this.#journal = parts.journal;
    this.#writer = parts.writer;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
  }

  /** Brings rows and segments in line with everything that was written until now. */
  async refresh(): Promise<void> {
    await this.#writer.flush();
    try {
      await this.#journal.saveSummaries();
    } catch (error) {
      // A full disk must not keep anyone from reading what led to it: the newest events may be missing then.
      this.#logger.warn({ err: error }, "figures of log streams cannot be saved; reading with the last ones");
    }
  }

  /** @throws ResourceNotFoundException */
  async getGroup(logGroupName: string): Promise<LogGroup> {
    const group = (await this.#store.findGroup(logGroupName)) ?? (await this.#findUnwrittenGroup(logGroupName));
    if (group === undefined) throw logGroupNotFound();
    return group;
  }

  /** @throws ResourceNotFoundException */
  async getStream(group: LogGroup, logStreamName: string): Promise<LogStream> {
    const stream = await this.#store.findStream(group.groupId, logStreamName);
    if (stream === undefined) throw logStreamNotFound();
    return stream;
  }

  /** Expired events are left out, whether their segments are removed yet or not. */
  events(group: LogGroup, query: EventQuery): AsyncGenerator<ReadEvent, void> {
    const cutoffMs = retentionCutoffMs(group, this.#clock.nowMs()) ?? 0;
    return readEvents(this.#segments, { ...query, fromMs: Math.max(query.fromMs, cutoffMs) });
  }

  /** A group of which only output in memory knows yet. */
  async #findUnwrittenGroup(logGroupName: string): Promise<LogGroup | undefined> {
    await this.#writer.flush();
    return this.#store.findGroup(logGroupName);
  }
}
