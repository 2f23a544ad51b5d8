/**
 * Owns background work so that no promise floats: shutdown aborts the group's signal and waits for every task.
 */
export class TaskGroup implements AsyncDisposable {
  readonly #controller = new AbortController();
  readonly #running = new Set<Promise<void>>();
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
    const running: Promise<void> = task(this.signal).then(
      () => void this.#running.delete(running),
      (error: unknown) => {
        this.#running.delete(running);
        if (!this.signal.aborted || error !== this.signal.reason) this.#onError(error);
      },
    );
    this.#running.add(running);
  }

  /** Waits until no task runs, without aborting any. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#controller.abort();
    await this.idle();
  }
}
