import type { MetricFamily, MetricSample } from "../../../base/prometheus-text.ts";
import type { InvocationObserver, InvocationRecord, InvocationThrottle } from "../invoke/contract.ts";

/** Upper ends of the intervals that durations are counted in, in seconds: from a warm hello to the longest timeout. */
const DURATION_BOUNDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 900];

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

/** Counts by function and version since the server started, for Prometheus. */
export class FunctionCounters implements Pick<InvocationObserver, "onInvocation" | "onThrottle"> {
  readonly #versions = new Map<string, VersionCounts>();
  readonly #throttles = new Map<string, { readonly labels: MetricSample["labels"]; value: number }>();

  onInvocation({ functionVersion, status, durationMs, initMs = 0, billedMs, isColdStart }: InvocationRecord): void {
    const counts = this.#countsOf(functionVersion.functionName, functionVersion.version);
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
    const counted = this.#throttles.get(key);
    if (counted === undefined) this.#throttles.set(key, { labels, value: 1 });
    else counted.value += 1;
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

  #countsOf(functionName: string, version: string): VersionCounts {
    const key = `${functionName}:${version}`;
    let counts = this.#versions.get(key);
    if (counts === undefined) {
      const labels = { function: functionName, version };
      const zeros = { count: 0, coldStarts: 0, durationMs: 0, initMs: 0, billedMs: 0 };
      counts = { labels, byStatus: new Map(), byDuration: DURATION_BOUNDS.map(() => 0), ...zeros };
      this.#versions.set(key, counts);
    }
    return counts;
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
