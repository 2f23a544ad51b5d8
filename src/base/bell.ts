import { addAbortListener } from "node:events";
import type { Clock } from "./clock.ts";

/** Wakes whoever waits for something to change. A ring that nobody heard is heard by the next to wait. */
export class Bell {
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #hasRung = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ring(): void {
    this.#hasRung = true;
    for (const listener of this.#listeners) listener();
  }

  /** Resolves at the next ring, after `ms`, or when the signal is aborted, whichever is first. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#hasRung && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      using cleanup = new DisposableStack();
      this.#listeners.add(resolve);
      cleanup.defer(() => this.#listeners.delete(resolve));
      cleanup.use(this.#clock.after(ms, resolve));
      cleanup.use(addAbortListener(signal, () => resolve()));
      await promise;
    }
    this.#hasRung = false;
  }
}
