import type { Clock } from "./clock.ts";

/**
 * Writes what was gathered in memory, one round after the other: some time after there is something, or at once for who
 * waits for it.
 */
export class WriteRounds implements AsyncDisposable {
  readonly #write: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  readonly #clock: Clock;
  #timer: Disposable | undefined;
  #rounds: Promise<void> = Promise.resolve();
  #isClosed = false;

  /**
   * @param options.write takes everything that there is; what it cannot write, it keeps
   * @param options.onError told of rounds that failed and that nobody waited for
   */
  constructor(options: {
    readonly write: () => Promise<void>;
    readonly onError: (error: unknown) => void;
    readonly clock: Clock;
  }) {
    this.#write = options.write;
    this.#onError = options.onError;
    this.#clock = options.clock;
  }

  /** There will be a round in so long, unless there is to be one already. */
  schedule(afterMs: number): void {
    if (this.#isClosed) return;
    this.#timer ??= this.#clock.after(afterMs, () => {
      this.#timer = undefined;
      void this.tryRun();
    });
  }

  /**
   * Resolves when everything gathered before the call is written.
   * @throws what `write` threw
   */
  run(): Promise<void> {
    const round = this.#rounds.then(() => this.#write());
    this.#rounds = round.catch(() => {});
    return round;
  }

  /** The same for who can do without. */
  async tryRun(): Promise<void> {
    await this.run().catch(this.#onError);
  }

  /** One last round. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#timer?.[Symbol.dispose]();
    await this.tryRun();
  }
}
