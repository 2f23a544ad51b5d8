import type { LogEvent, LogWriter } from "../../logs/contract.ts";

/**
 * Log bytes that all environments together may have under way to the disk. A function that floods its log waits on
 * its own pipe beyond that, as it would for any slow reader; the server's memory does not grow.
 */
const MAX_UNFLUSHED_BYTES = 8 * 1_048_576;
/** What an event costs in memory besides its text, about. */
const EVENT_OVERHEAD_BYTES = 64;

/** The writer of all logs, with a brake: the port itself never makes anybody wait. */
export class LogSink {
  readonly #logs: LogWriter;
  readonly #onError: (error: unknown) => void;
  #unflushedBytes = 0;
  #flushing: Promise<void> | undefined;

  constructor(logs: LogWriter, onError: (error: unknown) => void) {
    this.#logs = logs;
    this.#onError = onError;
  }

  write(group: string, stream: string, events: readonly LogEvent[]): void {
    this.#logs.write(group, stream, events);
    for (const event of events) this.#unflushedBytes += event.message.length + EVENT_OVERHEAD_BYTES;
    if (this.#unflushedBytes >= MAX_UNFLUSHED_BYTES) this.#flushing ??= this.#flush();
  }

  /** Pending while more output should not be read; undefined when there is room. */
  get congestion(): Promise<void> | undefined {
    return this.#flushing;
  }

  async #flush(): Promise<void> {
    try {
      await this.#logs.flush();
    } catch (error) {
      // Lost log lines are no reason to stop the function that wrote them.
      this.#onError(error);
    } finally {
      this.#unflushedBytes = 0;
      this.#flushing = undefined;
    }
  }
}
