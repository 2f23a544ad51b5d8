import type { Clock } from "../../../base/clock.ts";

/**
 * A timer for what is set with every invocation and hardly ever goes off. Setting and clearing it costs next to nothing:
 * the clock's timer is left as it is, and when it fires it is looked whether its time has come or was put off.
 * To be disposed of: a cleared alarm still has a timer.
 */
export class Alarm implements Disposable {
  readonly #clock: Clock;
  #timer: Disposable | undefined;
  /** Monotonic. */
  #timerAtMs = 0;
  #dueAtMs = 0;
  /** Undefined while it is not set. */
  #onTime: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Instead of what it was set to. @param dueAtMs monotonic: whoever sets it mostly knows the time already */
  set(dueAtMs: number, onTime: () => void): void {
    this.#dueAtMs = dueAtMs;
    this.#onTime = onTime;
    if (this.#timer !== undefined && this.#timerAtMs <= dueAtMs) return;
    this.#timer?.[Symbol.dispose]();
    this.#start(this.#clock.monotonicMs());
  }

  clear(): void {
    this.#onTime = undefined;
  }

  [Symbol.dispose](): void {
    this.clear();
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }

  #start(nowMs: number): void {
    this.#timerAtMs = this.#dueAtMs;
    this.#timer = this.#clock.after(this.#dueAtMs - nowMs, () => this.#look());
  }

  #look(): void {
    this.#timer = undefined;
    const onTime = this.#onTime;
    if (onTime === undefined) return;
    const nowMs = this.#clock.monotonicMs();
    // The clock's timers are of whole milliseconds, and may be one early.
    if (this.#dueAtMs - nowMs >= 1) {
      this.#start(nowMs);
      return;
    }
    this.clear();
    onTime();
  }
}
