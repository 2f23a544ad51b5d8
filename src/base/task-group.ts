/**
 * Owns background work so that no promise floats: shutdown aborts the group's signal and waits for every task.
 */
export class TaskGroup implements AsyncDisposable {
  readonly #controller = new AbortController();
  #running = 0;
  /** For whoever waits until no task runs. */
  #idle: PromiseWithResolvers<void> | undefined;
  readonly #onError: (error: unknown) => void;

  /** @param onError is told of every task that failed for another reason than the group's own abort. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Aborted when the group is being closed. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Starts a task now. The task must end soon after the signal is aborted. */
  run(task: (signal: AbortSignal) => Promise<void>): void {
    this.#running += 1;
    void task(this.signal).then(this.#onEnd, this.#onFailure);
  }

  /** Waits until no task runs, without aborting any. */
  async idle(): Promise<void> {
    while (this.#running > 0) await (this.#idle ??= Promise.withResolvers()).promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#controller.abort();
    await this.idle();
  }

  /** Counted, not listed, and the same two functions for all: a request is a task, too. */
  readonly #onEnd = (): void => {
    this.#running -= 1;
    if (this.#running > 0) return;
    this.#idle?.resolve();
    this.#idle = undefined;
  };

  readonly #onFailure = (error: unknown): void => {
    this.#onEnd();
    if (!this.signal.aborted || error !== this.signal.reason) this.#onError(error);
  };
}
