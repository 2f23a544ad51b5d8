import type { Clock } from "../../../base/clock.ts";
import { type Rate, TokenBucket } from "./token-bucket.ts";

/**
 * How fast a function may get more environments: so many at once, and a tenth of that again each second. Provisioned
 * ones do not count.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html
 */
export class ScalingRate {
  readonly #rate: Rate;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(environmentsPer10Seconds: number, clock: Clock) {
    this.#rate = { capacity: environmentsPer10Seconds, perSecond: environmentsPer10Seconds / 10 };
    this.#clock = clock;
  }

  /** @returns false when the function has to wait for another environment */
  take(functionName: string): boolean {
    let bucket = this.#buckets.get(functionName);
    if (bucket === undefined) this.#buckets.set(functionName, (bucket = new TokenBucket()));
    return bucket.take(this.#rate, this.#clock.monotonicMs());
  }

  forgetUnused(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [functionName, bucket] of this.#buckets) {
      if (bucket.isFull(this.#rate, nowMs)) this.#buckets.delete(functionName);
    }
  }
}
