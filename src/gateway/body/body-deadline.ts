import type { Clock } from "../../base/clock.ts";

export interface BodyTimeouts {
  /** Longest silence between two pieces of a body. */
  readonly idleMs: number;
  /** Longest a whole body may take that is held in memory. */
  readonly totalMs: number;
}

/** How long to wait for a body, and by which clock. */
export interface BodyPatience {
  readonly bodyTimeouts: BodyTimeouts;
  readonly clock: Clock;
}

/** Calls `onExpired` once when a body goes silent or takes too long. One timer, however many pieces arrive. */
export class BodyDeadline implements Disposable {
  readonly #timeouts: BodyTimeouts;
  readonly #clock: Clock;
  readonly #onExpired: () => void;
  readonly #startedMs: number;
  #lastTouchMs: number;
  #timer: Disposable;

  constructor({ bodyTimeouts, clock }: BodyPatience, onExpired: () => void) {
    this.#timeouts = bodyTimeouts;
    this.#clock = clock;
    this.#onExpired = onExpired;
    this.#startedMs = clock.monotonicMs();
    this.#lastTouchMs = this.#startedMs;
    this.#timer = clock.after(Math.min(bodyTimeouts.idleMs, bodyTimeouts.totalMs), () => this.#check());
  }

  /** A piece arrived. */
  touch(): void {
    this.#lastTouchMs = this.#clock.monotonicMs();
  }

  [Symbol.dispose](): void {
    this.#timer[Symbol.dispose]();
  }

  #check(): void {
    const nowMs = this.#clock.monotonicMs();
    const idleLeftMs = this.#lastTouchMs + this.#timeouts.idleMs - nowMs;
    const totalLeftMs = this.#startedMs + this.#timeouts.totalMs - nowMs;
    const leftMs = Math.min(idleLeftMs, totalLeftMs);
    // A timer may fire a fraction of a millisecond early.
    if (leftMs < 1) return this.#onExpired();
    this.#timer = this.#clock.after(leftMs, () => this.#check());
  }
}
