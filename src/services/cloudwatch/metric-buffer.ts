import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { WriteRounds } from "../../base/write-rounds.ts";
import type { Metric, MetricSeries, MetricUnit, MetricValue, MetricWriter } from "./contract.ts";
import { GatheringSeries } from "./gathering-series.ts";
import type { DataPointSlot } from "./model/data-point.ts";
import { Distribution, type DistributionState } from "./model/distribution.ts";
import { isReservedNamespace } from "./model/reserved-namespace.ts";
import { metricId, normalized } from "./model/metric.ts";
import type { MetricStore } from "./store/metric-store.ts";

/** How long values wait for company. A killed server loses at most this much of what nobody was told is stored. */
const FLUSH_AFTER_MS = 10_000;
/** So many data points at a time, since the database makes everybody else wait meanwhile. */
const SLOTS_PER_TRANSACTION = 100;
/** Most data points that wait in memory while the disk is full. */
const MAX_SLOTS = 200_000;
/** Most metrics that are kept, so that a function that makes up names does not fill the disk. */
const MAX_METRICS = 100_000;

/** Values for a stretch of time, as PutMetricData brings them. */
export interface IncomingValues {
  readonly metric: Metric;
  readonly unit: MetricUnit;
  readonly timestampMs: number;
  readonly resolutionSeconds: 1 | 60;
  readonly values: DistributionState;
}

/** Counts values in memory by minute (or second), and stores what it counted every few seconds. */
export class MetricBuffer implements MetricWriter, AsyncDisposable {
  readonly #store: Pick<MetricStore, "add">;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #maxMetrics: number;
  readonly #known: Set<string>;
  readonly #rounds: WriteRounds;
  #slots = new Map<string, DataPointSlot>();
  /** Those that hold values which are in no slot yet. */
  readonly #gathering = new Set<GatheringSeries>();
  #dropped = 0;

  constructor(options: {
    readonly store: Pick<MetricStore, "add">;
    /** Ids of the metrics that are stored already. */
    readonly known: Iterable<string>;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly maxMetrics?: number;
  }) {
    this.#store = options.store;
    this.#known = new Set(options.known);
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#maxMetrics = options.maxMetrics ?? MAX_METRICS;
    this.#rounds = new WriteRounds({
      write: () => this.#writeRound(),
      onError: (error) =>
        options.logger.error({ err: error }, "metrics cannot be stored; trying again in a few seconds"),
      clock: options.clock,
    });
  }

  get maxMetrics(): number {
    return this.#maxMetrics;
  }

  series(metrics: readonly Metric[], unit: MetricUnit): MetricSeries {
    const named = metrics.map((metric) => {
      const ordered = normalized(metric);
      return { metricId: metricId(ordered), metric: ordered };
    });
    return new GatheringSeries(named, unit, this.#clock, {
      onBegin: (series) => {
        this.#gathering.add(series);
        this.#rounds.schedule(FLUSH_AFTER_MS);
      },
      onMinuteEnd: (series) => this.#takeFrom(series),
    });
  }

  write(values: readonly MetricValue[]): void {
    for (const { metric, unit, timestampMs, resolutionSeconds, value } of values) {
      this.#slotAt(metric, unit, timestampMs, resolutionSeconds)?.distribution.add(value);
    }
  }

  /** @returns false when one of the metrics is new and there are too many already; nothing is taken then */
  add(incoming: readonly IncomingValues[]): boolean {
    const ids = new Set(incoming.map(({ metric }) => metricId(normalized(metric))));
    const newOnes = [...ids].filter((id) => !this.#known.has(id)).length;
    if (newOnes > 0 && this.#known.size + newOnes > this.#maxMetrics) return false;
    for (const { metric, unit, timestampMs, resolutionSeconds, values } of incoming) {
      this.#slotAt(metric, unit, timestampMs, resolutionSeconds)?.distribution.merge(values);
    }
    return true;
  }

  /** Forgets metrics that are not stored any more. */
  forget(ids: readonly string[]): void {
    for (const id of ids) this.#known.delete(id);
  }

  /**
   * Resolves when everything counted before the call is stored.
   * @throws when it cannot be stored; it is kept and tried again
   */
  flush(): Promise<void> {
    return this.#rounds.run();
  }

  /** The same for who can do without: what cannot be stored is told in the server's log. */
  tryFlush(): Promise<void> {
    return this.#rounds.tryRun();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#rounds[Symbol.asyncDispose]();
  }

  #takeFrom(series: GatheringSeries): void {
    this.#gathering.delete(series);
    const gathered = series.take();
    if (gathered === undefined) return;
    const { startsAtMs, values } = gathered;
    for (const named of series.metrics) {
      this.#slot({ ...named, unit: series.unit, startsAtMs, resolutionSeconds: 60 })?.distribution.merge(values);
    }
  }

  #slotAt(metric: Metric, unit: MetricUnit, timestampMs: number, resolutionSeconds: 1 | 60): DataPointSlot | undefined {
    const ordered = normalized(metric);
    const startsAtMs = timestampMs - (timestampMs % (resolutionSeconds * 1_000));
    return this.#slot({ metricId: metricId(ordered), metric: ordered, unit, startsAtMs, resolutionSeconds });
  }

  /** @returns undefined when there is no room for a metric that is new and not the server's own */
  #slot(key: Omit<DataPointSlot, "distribution">): DataPointSlot | undefined {
    const name = slotName(key);
    const existing = this.#slots.get(name);
    if (existing !== undefined) return existing;
    const isNew = !this.#known.has(key.metricId) && !isReservedNamespace(key.metric.namespace);
    const isFull = isNew && this.#known.size >= this.#maxMetrics;
    if (isFull || this.#slots.size >= MAX_SLOTS) {
      this.#dropped += 1;
      return undefined;
    }
    this.#known.add(key.metricId);
    const slot = { ...key, distribution: new Distribution() };
    this.#slots.set(name, slot);
    this.#rounds.schedule(FLUSH_AFTER_MS);
    return slot;
  }

  async #writeRound(): Promise<void> {
    for (const series of this.#gathering) this.#takeFrom(series);
    const slots = [...this.#slots.values()];
    this.#slots = new Map();
    this.#noteDropped();
    for (let start = 0; start < slots.length; start += SLOTS_PER_TRANSACTION) {
      try {
        await this.#store.add(slots.slice(start, start + SLOTS_PER_TRANSACTION));
      } catch (error) {
        this.#putBack(slots.slice(start));
        throw error;
      }
    }
  }

  #putBack(slots: readonly DataPointSlot[]): void {
    for (const { distribution, ...key } of slots) this.#slot(key)?.distribution.merge(distribution.state);
    this.#rounds.schedule(FLUSH_AFTER_MS);
  }

  #noteDropped(): void {
    if (this.#dropped === 0) return;
    this.#logger.warn(
      { values: this.#dropped, maxMetrics: this.#maxMetrics },
      "too many metrics: new ones are dropped",
    );
    this.#dropped = 0;
  }
}

const slotName = ({ metricId: id, unit, startsAtMs, resolutionSeconds }: Omit<DataPointSlot, "distribution">): string =>
  `${id} ${unit} ${startsAtMs} ${resolutionSeconds}`;
