import type { Metric, MetricUnit } from "../contract.ts";
import type { Distribution, DistributionState } from "./distribution.ts";

/** Where values are counted: one metric, one unit, one stretch of time. */
export interface DataPointSlot {
  readonly metricId: string;
  readonly metric: Metric;
  readonly unit: MetricUnit;
  readonly startsAtMs: number;
  readonly resolutionSeconds: number;
  readonly distribution: Distribution;
}

/** A stored data point, without its metric. */
export interface DataPoint {
  readonly unit: MetricUnit;
  readonly startsAtMs: number;
  readonly resolutionSeconds: number;
  readonly values: DistributionState;
}

/** How long data points are kept, and what they are joined into then. Source: CloudWatch's page on metrics retention. */
export const RETENTION: readonly {
  readonly resolutionSeconds: number;
  readonly days: number;
  readonly into?: number;
}[] = [
  { resolutionSeconds: 1, days: 3 / 24, into: 60 },
  { resolutionSeconds: 60, days: 15, into: 300 },
  { resolutionSeconds: 300, days: 63, into: 3_600 },
  { resolutionSeconds: 3_600, days: 455 },
];
