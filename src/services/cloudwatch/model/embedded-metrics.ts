import type { MetricDimension, MetricValue } from "../contract.ts";
import { isMetricValue } from "./magnitude.ts";
import { isReservedNamespace } from "./reserved-namespace.ts";
import { isUnit } from "./units.ts";

/** Source for all of these: the specification of the embedded metric format. */
const MAX_METRICS = 100;
const MAX_VALUES = 100;
const MAX_DIMENSIONS = 30;
/** Ours, since whoever writes a line decides how much work it makes. */
const MAX_DIRECTIVES = 100;
const MAX_DIMENSION_SETS = 30;
const MAX_VALUES_OF_LINE = 10_000;
const DAY_MS = 86_400_000;
const MAX_AGE_MS = 14 * DAY_MS;
const MAX_AHEAD_MS = 2 * 3_600_000;

type Json = Readonly<Record<string, unknown>>;

/** For nearly all lines all there is to know. */
export const mayHoldMetrics = (message: string): boolean => message.includes('"_aws"');

/**
 * The metrics that a log line carries, in the embedded metric format. Whatever is malformed is passed over, as AWS
 * does: it is a log line all the same.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const embeddedMetrics = (message: string, nowMs: number): readonly MetricValue[] => {
  const root = parseObject(message);
  const metadata = objectOf(root?.["_aws"]);
  const timestampMs = metadata?.["Timestamp"];
  if (root === undefined || typeof timestampMs !== "number" || !isTimely(timestampMs, nowMs)) return [];
  const directives = listOf(metadata?.["CloudWatchMetrics"]).slice(0, MAX_DIRECTIVES);
  const values: MetricValue[] = [];
  for (const directive of directives) {
    if (values.length < MAX_VALUES_OF_LINE) values.push(...metricsOf(objectOf(directive), root, timestampMs));
  }
  return values.slice(0, MAX_VALUES_OF_LINE);
};

/** PARITY: what a runtime writes before the text of a line, such as time, request id and level, is not in the way. */
const parseObject = (message: string): Json | undefined => {
  try {
    return objectOf(JSON.parse(message.slice(message.indexOf("{"))));
  } catch {
    return undefined;
  }
};

const metricsOf = (directive: Json | undefined, root: Json, timestampMs: number): readonly MetricValue[] => {
  const namespace = directive?.["Namespace"];
  const definitions = listOf(directive?.["Metrics"]);
  if (typeof namespace !== "string" || !/^[^:].{0,254}$/s.test(namespace) || isReservedNamespace(namespace)) return [];
  if (definitions.length > MAX_METRICS) return [];
  const sets = dimensionSets(directive?.["Dimensions"], root);
  return definitions.flatMap((definition) =>
    valuesOf(objectOf(definition), root).flatMap(({ metricName, unit, resolutionSeconds, value }) =>
      sets.map((dimensions) => ({
        metric: { namespace, metricName, dimensions },
        unit,
        timestampMs: Math.floor(timestampMs),
        resolutionSeconds,
        value,
      })),
    ),
  );
};

interface NamedValue {
  readonly metricName: string;
  readonly unit: string;
  readonly resolutionSeconds: 1 | 60;
  readonly value: number;
}

/** A metric's values are a member of the root that has its name: a number, or several. */
const valuesOf = (definition: Json | undefined, root: Json): readonly NamedValue[] => {
  const metricName = definition?.["Name"];
  const unit = definition?.["Unit"] ?? "None";
  if (typeof metricName !== "string" || metricName === "" || metricName.length > 255 || !isUnit(unit)) return [];
  const resolutionSeconds = definition?.["StorageResolution"] === 1 ? 1 : 60;
  const target = Object.hasOwn(root, metricName) ? root[metricName] : undefined;
  const values = Array.isArray(target) ? listOf(target) : [target];
  if (values.length > MAX_VALUES || !values.every(isNumber)) return [];
  return values.map((value) => ({ metricName, unit, resolutionSeconds, value }));
};

/** A set whose members are not all texts of the root counts for nothing. */
const dimensionSets = (sets: unknown, root: Json): readonly (readonly MetricDimension[])[] => {
  const all = listOf(sets);
  if (all.length === 0) return [[]];
  if (all.length > MAX_DIMENSION_SETS) return [];
  return all.flatMap((set) => {
    const names = [...new Set(listOf(set))];
    const dimensions = names.flatMap((name) => dimensionOf(name, root) ?? []);
    return Array.isArray(set) && dimensions.length === names.length && names.length <= MAX_DIMENSIONS
      ? [dimensions]
      : [];
  });
};

const dimensionOf = (name: unknown, root: Json): MetricDimension | undefined => {
  if (typeof name !== "string" || name === "" || name.length > 255 || !Object.hasOwn(root, name)) return undefined;
  const value = root[name];
  if (typeof value !== "string" || value === "" || value.length > 1_024) return undefined;
  return { name, value };
};

const isTimely = (timestampMs: number, nowMs: number): boolean =>
  timestampMs >= nowMs - MAX_AGE_MS && timestampMs <= nowMs + MAX_AHEAD_MS;

const isNumber = (value: unknown): value is number => typeof value === "number" && isMetricValue(value);

const objectOf = (value: unknown): Json | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
