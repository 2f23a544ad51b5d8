/** What tells series of one metric apart. */
export interface MetricDimension {
  readonly name: string;
  readonly value: string;
}

export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  /** In any order; no two of one name. */
  readonly dimensions: readonly MetricDimension[];
}

/** AWS's name of a unit, for example `Milliseconds`. */
export type MetricUnit = string;

/** What is counted in one unit, ready to take values without looking anything up: for hot paths. */
export interface MetricSeries {
  /** Counts into the current minute. Never waits, never throws. */
  record(value: number): void;
}

/** A value that was measured elsewhere, with its own time. */
export interface MetricValue {
  readonly metric: Metric;
  readonly unit: MetricUnit;
  readonly timestampMs: number;
  readonly value: number;
  /** 1 keeps seconds apart, 60 minutes. */
  readonly resolutionSeconds: 1 | 60;
}

/** Port: where metrics go. Kept in memory for a few seconds, then stored; a killed server loses those seconds. */
export interface MetricWriter {
  /** @param metrics each gets every value; so one event is counted once, however many sets of dimensions tell of it */
  series(metrics: readonly Metric[], unit: MetricUnit): MetricSeries;
  /** Never waits. Beyond the most metrics that an account may have, new ones are dropped and counted. */
  write(values: readonly MetricValue[]): void;
}

/**
 * Port: invokes a function without waiting for it, for alarms.
 * @throws Error, whose message goes to the alarm's history; `isPassing` says whether it is tried again
 */
export type InvokeFunction = (functionArn: string, event: object, signal: AbortSignal) => Promise<void>;

/** What a topic passes on to its subscribers. */
export interface TopicNotification {
  readonly subject: string;
  readonly message: string;
}

/**
 * Port: publishes to a topic, for alarms.
 * @throws Error, whose message goes to the alarm's history; `isPassing` says whether it is tried again
 */
export type PublishToTopic = (topicArn: string, notification: TopicNotification, signal: AbortSignal) => Promise<void>;
