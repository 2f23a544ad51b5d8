/** So much at once, and so much again each second. */
export interface Rate {
  readonly capacity: number;
  readonly perSecond: number;
}

/** Lets things happen at a rate, with bursts. It remembers what is missing, so that its rate may change at any time. */
export class TokenBucket {
  #missing = 0;
  #atMs = 0;

  /** @returns false, and takes nothing, when it is empty */
  take(rate: Rate, monotonicMs: number): boolean {
    this.#refill(rate, monotonicMs);
    if (this.#missing + 1 > rate.capacity) return false;
    this.#missing += 1;
    return true;
  }

  isFull(rate: Rate, monotonicMs: number): boolean {
    this.#refill(rate, monotonicMs);
    return this.#missing === 0;
  }

  #refill({ perSecond }: Rate, monotonicMs: number): void {
    this.#missing = Math.max(0, this.#missing - ((monotonicMs - this.#atMs) * perSecond) / 1_000);
    this.#atMs = monotonicMs;
  }
}
