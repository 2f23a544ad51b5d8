import type { Metric, MetricUnit } from "./contract.ts";
import type { MetricBuffer } from "./metric-buffer.ts";
import { Distribution } from "./model/distribution.ts";
import { metricId, normalized } from "./model/metric.ts";
import type { MetricStore } from "./store/metric-store.ts";

export interface MetricRange {
  readonly metric: Metric;
  /** Where the first period begins. */
  readonly startMs: number;
  readonly endMs: number;
  readonly periodSeconds: number;
  /** Undefined for values of any unit. */
  readonly unit?: MetricUnit | undefined;
}

/** What is known of one period. */
export interface Period {
  readonly startsAtMs: number;
  readonly unit: MetricUnit;
  readonly distribution: Distribution;
}

/** Reads metrics by periods, what is still in memory included. */
export class MetricReader {
  readonly #store: MetricStore;
  readonly #buffer: MetricBuffer;

  constructor(store: MetricStore, buffer: MetricBuffer) {
    this.#store = store;
    this.#buffer = buffer;
  }

  /** To be awaited once before reading what was counted until now. A full disk hides the last seconds, and no more. */
  async refresh(): Promise<void> {
    await this.#buffer.tryFlush();
  }

  /** Metrics that had a value since a moment, by their names. @param namespace undefined for all */
  list(namespace: string | undefined, activeSinceMs: number): Promise<readonly Metric[]> {
    return this.#store.list({ namespace, activeSinceMs });
  }

  /** Periods that have values, the oldest first; several for one time when values came in several units. */
  async read({ metric, startMs, endMs, periodSeconds, unit }: MetricRange): Promise<readonly Period[]> {
    const points = await this.#store.read(metricId(normalized(metric)), { startMs, endMs, unit });
    const periodMs = periodSeconds * 1_000;
    const periods = new Map<string, Period>();
    for (const point of points) {
      const startsAtMs = point.startsAtMs - ((point.startsAtMs - startMs) % periodMs);
      const name = `${startsAtMs} ${point.unit}`;
      const period = periods.get(name);
      if (period !== undefined) period.distribution.merge(point.values);
      else periods.set(name, { startsAtMs, unit: point.unit, distribution: Distribution.from(point.values) });
    }
    return [...periods.values()];
  }
}
