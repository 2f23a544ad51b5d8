import type { Clock } from "../../../base/clock.ts";

/** What a streamed response may send at once before its bandwidth counts. Source: Lambda quotas page. */
const BURST_BYTES = 6 * 1_048_576;

/**
 * The bandwidth of one streamed response: a bucket of 6 MiB, full at first, that fills up at a steady rate. A function
 * that writes no faster than that rate never waits.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/config-rs-invoke-furls.html
 */
export class ResponsePace {
  readonly #clock: Clock;
  readonly #bytesPerMs: number;
  #leftBytes = BURST_BYTES;
  #countedMs: number;

  /** @param bytesPerSecond 0 for no limit */
  constructor(clock: Clock, bytesPerSecond: number) {
    this.#clock = clock;
    this.#bytesPerMs = bytesPerSecond === 0 ? Infinity : bytesPerSecond / 1_000;
    this.#countedMs = clock.monotonicMs();
  }

  /**
   * Counts bytes that are being sent.
   * @returns undefined when more may follow at once, otherwise a promise that resolves when more may
   */
  count(bytes: number): Promise<void> | undefined {
    if (this.#bytesPerMs === Infinity) return undefined;
    const nowMs = this.#clock.monotonicMs();
    const filledBytes = (nowMs - this.#countedMs) * this.#bytesPerMs;
    this.#countedMs = nowMs;
    this.#leftBytes = Math.min(this.#leftBytes + filledBytes, BURST_BYTES) - bytes;
    return this.#leftBytes >= 0 ? undefined : this.#clock.delay(-this.#leftBytes / this.#bytesPerMs);
  }
}
