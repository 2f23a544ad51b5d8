import type { MetricFamily, MetricSample } from "../../../base/prometheus-text.ts";
import type { InvocationObserver, InvocationRecord, InvocationThrottle } from "../invoke/contract.ts";
import type { FunctionVersion } from "../model/function-version.ts";

/** Upper ends of the intervals that durations are counted in, in seconds: from a warm hello to the longest timeout. */
const DURATION_BOUNDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 900];

/** Versions that are counted; beyond, the one that ran longest ago is forgotten, and counted from 0 should it come back. */
const MAX_VERSIONS = 10_000;

interface VersionCounts {
  readonly labels: { readonly function: string; readonly version: string };
  readonly byStatus: Map<InvocationRecord["status"], number>;
  readonly byDuration: number[];
  count: number;
  coldStarts: number;
  durationMs: number;
  initMs: number;
  billedMs: number;
}

/** Counts by function and version, from when each first ran, for Prometheus. */
export class FunctionCounters implements Pick<InvocationObserver, "onInvocation" | "onThrottle"> {
  readonly #maxVersions: number;
  /** The one that ran longest ago first, as for throttles. */
  readonly #versions = new Map<string, VersionCounts>();
  /** What ran last is the youngest entry already. */
  #latest: { readonly functionVersion: FunctionVersion; readonly counts: VersionCounts } | undefined;
  readonly #throttles = new Map<string, { readonly labels: MetricSample["labels"]; value: number }>();

  constructor(maxVersions = MAX_VERSIONS) {
    this.#maxVersions = maxVersions;
  }

  onInvocation({ functionVersion, status, durationMs, initMs = 0, billedMs, isColdStart }: InvocationRecord): void {
    const counts = this.#countsOf(functionVersion);
    counts.count += 1;
    counts.byStatus.set(status, (counts.byStatus.get(status) ?? 0) + 1);
    counts.coldStarts += isColdStart ? 1 : 0;
    counts.durationMs += durationMs;
    counts.initMs += initMs;
    counts.billedMs += billedMs;
    const interval = DURATION_BOUNDS.findIndex((seconds) => durationMs <= seconds * 1_000);
    if (interval >= 0) counts.byDuration[interval] = (counts.byDuration[interval] ?? 0) + 1;
  }

  onThrottle({ functionVersion, reason }: InvocationThrottle): void {
    const labels = { function: functionVersion.functionName, reason };
    const key = `${labels.function} ${reason}`;
    const counted = this.#throttles.get(key) ?? { labels, value: 0 };
    counted.value += 1;
    this.#keep(this.#throttles, key, counted);
  }

  families(): readonly MetricFamily[] {
    const versions = [...this.#versions.values()];
    const total = (name: string, help: string, valueOf: (counts: VersionCounts) => number): MetricFamily => ({
      name,
      help,
      type: "counter",
      samples: versions.map((counts) => ({ labels: counts.labels, value: valueOf(counts) })),
    });
    return [
      {
        name: "lambkin_function_invocations_total",
        help: "Invocations that ran, by how they came out.",
        type: "counter",
        samples: versions.flatMap(({ labels, byStatus }) =>
          [...byStatus].map(([status, value]) => ({ labels: { ...labels, status }, value })),
        ),
      },
      {
        name: "lambkin_function_throttles_total",
        help: "Invocations that were refused for want of concurrency or room.",
        type: "counter",
        samples: [...this.#throttles.values()],
      },
      {
        name: "lambkin_function_duration_seconds",
        help: "How long invocations took, init aside.",
        type: "histogram",
        samples: versions.flatMap(histogramOf),
      },
      total("lambkin_function_cold_starts_total", "Invocations that had to wait for an init.", (c) => c.coldStarts),
      total("lambkin_function_init_seconds_total", "Time that environments took to initialise.", (c) => c.initMs / 1e3),
      total("lambkin_function_billed_seconds_total", "Billed durations.", (c) => c.billedMs / 1e3),
    ];
  }

  #countsOf(functionVersion: FunctionVersion): VersionCounts {
    if (this.#latest?.functionVersion === functionVersion) return this.#latest.counts;
    const { functionName, version } = functionVersion;
    const key = `${functionName}:${version}`;
    let counts = this.#versions.get(key);
    if (counts === undefined) {
      const labels = { function: functionName, version };
      const zeros = { count: 0, coldStarts: 0, durationMs: 0, initMs: 0, billedMs: 0 };
      counts = { labels, byStatus: new Map(), byDuration: DURATION_BOUNDS.map(() => 0), ...zeros };
    }
    this.#keep(this.#versions, key, counts);
    this.#latest = { functionVersion, counts };
    return counts;
  }

  /** Makes an entry the youngest one. */
  #keep<Entry>(entries: Map<string, Entry>, key: string, entry: Entry): void {
    entries.delete(key);
    if (entries.size >= this.#maxVersions) {
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    }
    entries.set(key, entry);
  }
}

/** Each bucket counts everything up to its bound. */
const histogramOf = ({ labels, byDuration, count, durationMs }: VersionCounts): readonly MetricSample[] => {
  let below = 0;
  const buckets = DURATION_BOUNDS.map((bound, index) => {
    below += byDuration[index] ?? 0;
    return { suffix: "_bucket", labels: { ...labels, le: String(bound) }, value: below };
  });
  return [
    ...buckets,
    { suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: count },
    { suffix: "_sum", labels, value: durationMs / 1_000 },
    { suffix: "_count", labels, value: count },
  ];
};
