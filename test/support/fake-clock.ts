import type { Clock } from "../../src/base/clock.ts";

interface Timer {
  readonly atMs: number;
  readonly fire: () => void;
}

/** A clock that stands still until `advance` is called. */
export class FakeClock implements Clock {
  #nowMs: number;
  readonly #timers = new Set<Timer>();

  constructor(nowMs: number = Date.UTC(2026, 0, 1)) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  delay(ms: number, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const timer = this.after(ms, resolve);
      signal?.addEventListener(
        "abort",
        () => {
          timer[Symbol.dispose]();
          reject(signal.reason as Error);
        },
        { once: true },
      );
    });
  }

  after(ms: number, callback: () => void): Disposable {
    const timer: Timer = { atMs: this.#nowMs + ms, fire: callback };
    this.#timers.add(timer);
    return { [Symbol.dispose]: () => void this.#timers.delete(timer) };
  }

  /** How many timers wait; a test ends with none. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time on, firing what falls due in order, and lets the promises between run. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.fire();
      await settle();
    }
    this.#nowMs = endMs;
    await settle();
  }

  /** Moves time on at once, as when the machine has slept: what fell due meanwhile is fired afterwards, and once. */
  async jump(ms: number): Promise<void> {
    this.#nowMs += ms;
    await this.advance(0);
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
