import type {
  Metric,
  MetricSeries,
  MetricValue,
  MetricWriter,
} from "../../../../../src/services/cloudwatch/contract.ts";

/** Remembers sums and how often something was recorded, as `Name{Dimension=value}`. */
export class FakeMetrics implements MetricWriter {
  readonly sums = new Map<string, number>();
  readonly units = new Map<string, string>();

  series(metrics: readonly Metric[], unit: string): MetricSeries {
    return {
      record: (value) => {
        for (const metric of metrics) this.#add(metric, unit, value);
      },
    };
  }

  write(values: readonly MetricValue[]): void {
    for (const { metric, unit, value } of values) this.#add(metric, unit, value);
  }

  /** Sums of one metric by its dimensions. */
  of(metricName: string): Readonly<Record<string, number>> {
    const prefix = `${metricName}{`;
    return Object.fromEntries(
      [...this.sums].flatMap(([key, sum]) => (key.startsWith(prefix) ? [[key.slice(metricName.length), sum]] : [])),
    );
  }

  #add({ metricName, dimensions }: Metric, unit: string, value: number): void {
    const key = `${metricName}{${dimensions.map(({ name, value: of }) => `${name}=${of}`).join()}}`;
    this.sums.set(key, (this.sums.get(key) ?? 0) + value);
    this.units.set(metricName, unit);
  }
}
