import type { Readable } from "node:stream";
import type { Clock } from "../../../base/clock.ts";
import type { LogEvent } from "../../logs/contract.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { LogSink } from "./log-sink.ts";
import { LogTail } from "./log-tail.ts";

/** Who wrote a line. */
type LogSource = "function" | "extension";

/** More than the kernel's pipe or socket and our stream can hold together of what was written before a moment. */
const MAX_IN_TRANSIT_BYTES = 2 * 1_048_576;

/**
 * The log stream of one execution environment: its processes' output and the platform's own lines, in order.
 * Keeps nothing but an unfinished line and, where asked for, the tail.
 */
export class EnvironmentLog {
  readonly group: string;
  readonly stream: string;
  readonly #sink: LogSink;
  readonly #clock: Clock;
  readonly #outputs = new Set<Output>();
  #tail: LogTail | undefined;
  /** Written together with the first event after it, so that a silent invocation writes its log once, at its end. */
  #held: LogEvent | undefined;
  #bytesRead = 0;
  /** Told every line that a process writes, before it is stored. */
  onLine: ((source: LogSource, line: string) => void) | undefined;

  constructor(options: {
    readonly group: string;
    readonly stream: string;
    readonly sink: LogSink;
    readonly clock: Clock;
  }) {
    this.group = options.group;
    this.stream = options.stream;
    this.#sink = options.sink;
    this.#clock = options.clock;
  }

  /** Reads a process's output until it ends. */
  attach(readable: Readable, source: LogSource): void {
    const output = new Output(readable, source, (lines, bytes) => {
      this.#bytesRead += bytes;
      this.#writeLinesOf(source, lines);
      return this.#sink.congestion;
    });
    this.#outputs.add(output);
    void output.ended.then(() => this.#outputs.delete(output));
  }

  /** Writes lines of the platform. */
  write(lines: readonly string[], timestampMs: number): void {
    if (lines.length > 0) this.#writeLines(lines, timestampMs);
  }

  /** From here on the tail is kept, for an invocation that may want it. */
  keepTail(): void {
    this.#tail = new LogTail();
  }

  /** An invocation begins. Its tail is kept from here on, or from `keepTail` on. */
  begin(message: string | undefined, options: { readonly wantsTail: boolean; readonly timestampMs: number }): void {
    if (options.wantsTail) this.#tail ??= new LogTail();
    else this.#tail = undefined;
    if (message === undefined) return;
    this.#tail?.push(message);
    this.#held = { timestampMs: options.timestampMs, message };
  }

  /** The end of what was written; undefined when it was not asked for. */
  takeTail(): Uint8Array | undefined {
    const tail = this.#tail?.read();
    this.#tail = undefined;
    return tail;
  }

  /**
   * Resolves when everything that was written before the call is in the log, unfinished lines included.
   * What is in a pipe is read within one turn of the event loop, unless reading is held back by the brake.
   */
  async drained(): Promise<void> {
    const start = this.#bytesRead;
    do {
      if (this.#sink.congestion !== undefined) await this.#sink.congestion;
      await nextTurn();
    } while (this.#isHeldBack() && this.#bytesRead - start < MAX_IN_TRANSIT_BYTES);
    for (const output of this.#outputs) this.#writeLinesOf(output.source, output.flush());
  }

  /** Resolves when no process has the outputs open any more; of one source, or all. */
  async ended(source?: LogSource): Promise<void> {
    const outputs = [...this.#outputs].filter((output) => source === undefined || output.source === source);
    await Promise.all(outputs.map((output) => output.ended));
  }

  #isHeldBack(): boolean {
    for (const output of this.#outputs) if (output.isHeldBack) return true;
    return false;
  }

  #writeLinesOf(source: LogSource, lines: readonly string[]): void {
    if (this.onLine !== undefined) for (const line of lines) this.onLine(source, line);
    if (lines.length > 0) this.#writeLines(lines, this.#clock.nowMs());
  }

  #writeLines(lines: readonly string[], timestampMs: number): void {
    const events = this.#held === undefined ? [] : [this.#held];
    this.#held = undefined;
    for (const message of lines) {
      this.#tail?.push(message);
      events.push({ timestampMs, message });
    }
    this.#sink.write(this.group, this.stream, events);
  }
}

/** One of a process's two outputs. */
class Output {
  readonly ended: Promise<void>;
  readonly source: LogSource;
  readonly #readable: Readable;
  readonly #splitter = new LineSplitter();
  #isHeldBack = false;

  constructor(
    readable: Readable,
    source: LogSource,
    onLines: (lines: readonly string[], bytes: number) => Promise<void> | undefined,
  ) {
    this.#readable = readable;
    this.source = source;
    readable.on("data", (chunk: Buffer) => {
      const congestion = onLines(this.#splitter.push(chunk), chunk.length);
      if (congestion !== undefined) void this.#holdBack(congestion);
    });
    this.ended = new Promise((resolve) => {
      const end = () => {
        void onLines(this.#splitter.flush(), 0);
        resolve();
      };
      readable.once("close", end);
      readable.once("error", end);
    });
  }

  get isHeldBack(): boolean {
    return this.#isHeldBack;
  }

  flush(): readonly string[] {
    return this.#splitter.flush();
  }

  async #holdBack(congestion: Promise<void>): Promise<void> {
    if (this.#isHeldBack) return;
    this.#isHeldBack = true;
    this.#readable.pause();
    await congestion;
    this.#isHeldBack = false;
    this.#readable.resume();
  }
}

/** One for all who wait for it. */
let turn: Promise<void> | undefined;

const nextTurn = (): Promise<void> =>
  (turn ??= new Promise((resolve) =>
    setImmediate(() => {
      turn = undefined;
      resolve();
    }),
  ));
