import type { Clock } from "../../base/clock.ts";
import type { Metric, MetricSeries, MetricUnit } from "./contract.ts";
import { Distribution, type DistributionState } from "./model/distribution.ts";

const MINUTE_MS = 60_000;

/** A normalized metric. */
interface NamedMetric {
  readonly metricId: string;
  readonly metric: Metric;
}

interface GatheringObserver {
  /** It has values now, which it had not. */
  onBegin(series: GatheringSeries): void;
  /** A minute is over; its values are to be taken. */
  onMinuteEnd(series: GatheringSeries): void;
}

/** Gathers the values of one minute, for as many metrics as they belong to. */
export class GatheringSeries implements MetricSeries {
  readonly metrics: readonly NamedMetric[];
  readonly unit: MetricUnit;
  readonly #clock: Clock;
  readonly #observer: GatheringObserver;
  /** Undefined while there is nothing: a series that nobody records to any more holds nothing either. */
  #values: Distribution | undefined;
  #startsAtMs = 0;

  constructor(metrics: readonly NamedMetric[], unit: MetricUnit, clock: Clock, observer: GatheringObserver) {
    this.metrics = metrics;
    this.unit = unit;
    this.#clock = clock;
    this.#observer = observer;
  }

  record(value: number, nowMs = this.#clock.nowMs()): void {
    const startsAtMs = nowMs - (nowMs % MINUTE_MS);
    if (this.#values !== undefined && startsAtMs !== this.#startsAtMs) this.#observer.onMinuteEnd(this);
    if (this.#values === undefined) {
      this.#values = new Distribution();
      this.#startsAtMs = startsAtMs;
      this.#observer.onBegin(this);
    }
    this.#values.add(value);
  }

  /** @returns undefined when there is nothing */
  take(): { readonly startsAtMs: number; readonly values: DistributionState } | undefined {
    const values = this.#values?.state;
    this.#values = undefined;
    return values && { startsAtMs: this.#startsAtMs, values };
  }
}
