/** Numbers of one name, as Prometheus takes them. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram" | "summary";
  readonly samples: readonly MetricSample[];
}

export interface MetricSample {
  /** What follows the family's name, for example `_bucket`. */
  readonly suffix?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** `Content-Type` of the text. */
export const PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

/** @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const prometheusText = (families: readonly MetricFamily[]): string =>
  families
    .filter(({ samples }) => samples.length > 0)
    .map(
      ({ name, help, type, samples }) =>
        `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n` +
        samples.map((sample) => `${name}${sample.suffix ?? ""}${labelText(sample.labels)} ${sample.value}\n`).join(""),
    )
    .join("");

const labelText = (labels: MetricSample["labels"]): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
};

const escaped = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
