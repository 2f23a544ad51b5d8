import type { MetricFamily } from "../base/prometheus-text.ts";
import type { RequestCounters } from "../gateway/request-metrics.ts";

/** What the server itself does: requests to its APIs, and its process. */
export const serverFamilies = (requests: RequestCounters): readonly MetricFamily[] => {
  const counts = requests.snapshot().map(({ serviceId, operationName, statusCode, count, totalDurationMs }) => ({
    labels: { service: serviceId, operation: operationName, code: String(statusCode) },
    count,
    totalDurationMs,
  }));
  const { user, system } = process.cpuUsage();
  return [
    {
      name: "lambkin_request_duration_seconds",
      help: "Requests to the APIs, by operation and HTTP status.",
      type: "summary",
      samples: counts.flatMap(({ labels, count, totalDurationMs }) => [
        { suffix: "_sum", labels, value: totalDurationMs / 1_000 },
        { suffix: "_count", labels, value: count },
      ]),
    },
    single("process_cpu_seconds_total", "CPU time of the server, without functions.", "counter", (user + system) / 1e6),
    single(
      "process_resident_memory_bytes",
      "Memory of the server, without functions.",
      "gauge",
      process.memoryUsage.rss(),
    ),
    single("process_uptime_seconds", "Time since the server started.", "gauge", process.uptime()),
  ];
};

/** What snapshots of functions take of the disk. */
export const snapshotFamilies = (store: {
  readonly ids: readonly string[];
  readonly sizeBytes: number;
}): readonly MetricFamily[] => [
  single("lambkin_snapshots", "Snapshots of function versions.", "gauge", store.ids.length),
  single("lambkin_snapshot_bytes", "Disk space that they take.", "gauge", store.sizeBytes),
];

const single = (name: string, help: string, type: "counter" | "gauge", value: number): MetricFamily => ({
  name,
  help,
  type,
  samples: [{ labels: {}, value }],
});
