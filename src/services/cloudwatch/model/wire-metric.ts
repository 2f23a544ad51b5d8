import type { Dimension, Metric as WireMetric } from "../../../models/generated/cloudwatch.ts";
import type { Metric } from "../contract.ts";

/** A metric as requests name it. */
export const metricOf = (metric: {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?: readonly Dimension[] | undefined;
}): Metric => ({
  namespace: metric.Namespace ?? "",
  metricName: metric.MetricName ?? "",
  dimensions: (metric.Dimensions ?? []).map(({ Name, Value }) => ({ name: Name, value: Value })),
});

/** A metric as answers name it. */
export const wireMetricOf = ({ namespace, metricName, dimensions }: Metric): WireMetric => ({
  Namespace: namespace,
  MetricName: metricName,
  Dimensions: dimensions.map(({ name, value }) => ({ Name: name, Value: value })),
});
