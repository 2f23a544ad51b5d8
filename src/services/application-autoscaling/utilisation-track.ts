import type { MeasuredPeriod } from "../cloudwatch/contract.ts";
import type { ConcurrencyReading } from "./contract.ts";
import { PERIODS_BEFORE_SCALING_IN } from "./model/policy-alarms.ts";
import type { ScalingPolicy } from "./model/scaling-policy.ts";

interface Moment {
  readonly nowMs: number;
  readonly monotonicMs: number;
}

/** What was measured for one policy: the utilisation in each of the last periods, as many as matter. */
export class UtilisationTrack {
  #reading: ConcurrencyReading | undefined;
  #readAt: Moment | undefined;
  #periods: readonly MeasuredPeriod[] = [];
  #periodsSinceScaling = 0;
  #scaledAtMs = -Infinity;

  /** The last one, with the capacity that was asked for since. */
  get reading(): ConcurrencyReading | undefined {
    return this.#reading;
  }

  /** The latest last. */
  get periods(): readonly MeasuredPeriod[] {
    return this.#periods;
  }

  /** Those since the last scaling, which alone say something of the capacity that there is now. */
  get sinceScaling(): readonly number[] {
    const count = Math.min(this.#periodsSinceScaling, this.#periods.length);
    return this.#periods.slice(this.#periods.length - count).map(({ value }) => value);
  }

  secondsSinceScaling(monotonicMs: number): number {
    return (monotonicMs - this.#scaledAtMs) / 1_000;
  }

  /** Adds what was measured since the last reading; starts anew when the environments that were measured are gone. */
  add(reading: ConcurrencyReading, at: Moment, statistic: ScalingPolicy["statistic"]): void {
    const before = this.#reading;
    const beganAt = this.#readAt;
    this.#reading = reading;
    this.#readAt = at;
    if (before === undefined || beganAt === undefined || reading.busyMs < before.busyMs || reading.available === 0) {
      this.#periods = [];
      return;
    }
    const availableMs = reading.available * (at.monotonicMs - beganAt.monotonicMs);
    const average = (reading.busyMs - before.busyMs) / availableMs;
    const value = statistic === "Average" ? average : reading.peakBusy / reading.available;
    this.#periods = [...this.#periods, { startsAtMs: beganAt.nowMs, value }].slice(-PERIODS_BEFORE_SCALING_IN);
    this.#periodsSinceScaling += 1;
  }

  onScaling(capacity: number, monotonicMs: number): void {
    if (this.#reading !== undefined) this.#reading = { ...this.#reading, capacity };
    this.#periodsSinceScaling = 0;
    this.#scaledAtMs = monotonicMs;
  }
}
