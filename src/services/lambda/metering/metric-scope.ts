import type { MetricDimension, MetricSeries, MetricWriter } from "../../cloudwatch/contract.ts";

const NAMESPACE = "AWS/Lambda";

/** Whom a value is about. */
export interface MetricSubject {
  readonly functionName: string;
  /** Version or alias, when the caller named one. */
  readonly qualifier: string | undefined;
  /** The version that ran; undefined when none did. */
  readonly executedVersion: string | undefined;
}

/**
 * The metrics of one subject, each recorded under every set of dimensions that AWS has for it: none, the function, the
 * function and what of it was invoked, and for an alias also the version that it led to.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export class MetricScope {
  readonly #writer: MetricWriter;
  readonly #dimensionSets: readonly (readonly MetricDimension[])[];
  readonly #series = new Map<string, MetricSeries>();

  constructor(writer: MetricWriter, subject: MetricSubject) {
    this.#writer = writer;
    this.#dimensionSets = dimensionSetsOf(subject);
  }

  count(metricName: string, value = 1, nowMs?: number): void {
    this.record(metricName, value, "Count", nowMs);
  }

  record(metricName: string, value: number, unit: "Count" | "Milliseconds" | "None", nowMs?: number): void {
    let series = this.#series.get(metricName);
    if (series === undefined) {
      const metrics = this.#dimensionSets.map((dimensions) => ({ namespace: NAMESPACE, metricName, dimensions }));
      series = this.#writer.series(metrics, unit);
      this.#series.set(metricName, series);
    }
    series.record(value, nowMs);
  }
}

const dimensionSetsOf = ({ functionName, qualifier, executedVersion }: MetricSubject): MetricDimension[][] => {
  const ofFunction = { name: "FunctionName", value: functionName };
  // PARITY: the resource of an unqualified invocation is the bare name.
  const resource = { name: "Resource", value: qualifier === undefined ? functionName : `${functionName}:${qualifier}` };
  const sets = [[], [ofFunction], [ofFunction, resource]];
  const isAlias = qualifier !== undefined && qualifier !== executedVersion;
  if (isAlias && executedVersion !== undefined) {
    sets.push([ofFunction, resource, { name: "ExecutedVersion", value: executedVersion }]);
  }
  return sets;
};
