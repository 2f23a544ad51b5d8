import { createHash } from "node:crypto";
import type { Metric, MetricDimension } from "../contract.ts";

/** The same metric, with its dimensions in the order of their names: AWS does not care in which they are given. */
export const normalized = ({ namespace, metricName, dimensions }: Metric): Metric => ({
  namespace,
  metricName,
  dimensions: [...dimensions].sort(byName),
});

/** Short name of a normalized metric in tables. */
export const metricId = ({ namespace, metricName, dimensions }: Metric): string =>
  createHash("sha256")
    .update(JSON.stringify([namespace, metricName, ...dimensions.flatMap(({ name, value }) => [name, value])]))
    .digest("base64url")
    .slice(0, 22);

const byName = (a: MetricDimension, b: MetricDimension): number => (a.name < b.name ? -1 : Number(a.name > b.name));
