import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { LogEvent, LogWriter } from "./contract.ts";
import type { FailedBatch, LogJournal, StreamBatch } from "./journal.ts";
import { MAX_BATCH_BYTES } from "./model/stored-event.ts";
import { PendingEvents } from "./pending-events.ts";

/** How long output waits for company. A killed server loses at most this much. */
const FLUSH_AFTER_MS = 200;
/** With this much waiting, it waits no longer. */
const FLUSH_AT_BYTES = 1024 * 1024;
/** Most output that memory holds while the disk is slow or full; beyond, events are dropped and counted. */
const MAX_PENDING_BYTES = 32 * 1024 * 1024;
/** Pause after a failed write. */
const RETRY_AFTER_MS = 1_000;

/** Gathers function output in memory and writes it in batches, one round at a time. */
export class BufferedLogWriter implements LogWriter, AsyncDisposable {
  readonly #journal: Pick<LogJournal, "appendCreating">;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #pending: PendingEvents;
  #timer: Disposable | undefined;
  #round: Promise<void> | undefined;
  #isFailing = false;
  #isClosed = false;

  constructor(
    journal: Pick<LogJournal, "appendCreating">,
    clock: Clock,
    logger: Logger,
    maxPendingBytes: number = MAX_PENDING_BYTES,
  ) {
    this.#journal = journal;
    this.#clock = clock;
    this.#logger = logger;
    this.#pending = new PendingEvents(maxPendingBytes);
  }

  write(logGroupName: string, logStreamName: string, events: readonly LogEvent[]): void {
    if (this.#isClosed) return;
    this.#pending.add(logGroupName, logStreamName, events);
    this.#schedule();
  }

  /**
   * Resolves once everything written before the call is in its segments, or cannot be: a full disk delays output and
   * does not hold up its readers.
   */
  async flush(): Promise<void> {
    await this.#round;
    // A round takes one batch a stream, at least half full while more waits. What is written meanwhile is not awaited.
    const rounds = 1 + Math.ceil(this.#pending.bytes / (MAX_BATCH_BYTES / 2));
    for (let round = 0; round < rounds && !this.#pending.isEmpty; round++) {
      await this.#startRound();
      if (this.#isFailing) return;
    }
  }

  /** Writes what is left; afterwards nothing is accepted. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.flush();
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }

  #schedule(): void {
    if (this.#isClosed || this.#round !== undefined || this.#pending.isEmpty) return;
    if (this.#pending.bytes >= FLUSH_AT_BYTES && !this.#isFailing) void this.#startRound();
    else this.#timer ??= this.#clock.after(this.#isFailing ? RETRY_AFTER_MS : FLUSH_AFTER_MS, () => this.#onTimer());
  }

  #onTimer(): void {
    this.#timer = undefined;
    if (this.#round === undefined) void this.#startRound();
  }

  /** Never rejects. Joins the round that is under way, should there be one. */
  #startRound(): Promise<void> {
    this.#round ??= this.#writeRound()
      .catch((error: unknown) => this.#logger.error({ err: error }, "a round of function output was lost"))
      .finally(() => {
        this.#round = undefined;
        this.#schedule();
      });
    return this.#round;
  }

  async #writeRound(): Promise<void> {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    const batches = this.#pending.take(this.#clock.nowMs());
    const failed = await this.#journal.appendCreating(batches);
    const unwritten: ReadonlySet<StreamBatch> = new Set(failed.map(({ batch }) => batch));
    for (const batch of batches) {
      if (unwritten.has(batch)) this.#pending.putBack(batch);
      else this.#pending.release(batch);
    }
    this.#noteOutcome(failed);
  }

  /** Says once that writing fails, and once that it works again. */
  #noteOutcome([failure]: readonly FailedBatch[]): void {
    if (failure !== undefined && !this.#isFailing) {
      this.#logger.error({ err: failure.error }, "function output cannot be written; trying again every second");
    } else if (failure === undefined && this.#isFailing) {
      this.#logger.info({}, "function output is written again");
    }
    this.#isFailing = failure !== undefined;
  }
}
