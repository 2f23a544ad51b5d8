import type { PutMetricAlarmInput, StateValue } from "../../models/generated/cloudwatch.ts";

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
  /**
   * Counts into the current minute. Never waits, never throws.
   * @param nowMs for who knows it already, and records several values at once
   */
  record(value: number, nowMs?: number): void;
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

/**
 * Port: has a scaling policy carried out, for alarms.
 * @throws ServiceException when there is no such policy, or the alarm is none of its own
 */
export type TriggerScalingPolicy = (policyArn: string, alarmName: string) => Promise<void>;

/** Who can be told by an alarm. */
export interface ActionPorts {
  readonly invokeFunction: InvokeFunction;
  readonly publishToTopic: PublishToTopic;
  readonly triggerScalingPolicy: TriggerScalingPolicy;
}

/** What was measured in one period. */
export interface MeasuredPeriod {
  readonly startsAtMs: number;
  readonly value: number;
}

/**
 * Port: alarms that another service makes for itself. That service measures; CloudWatch judges by the settings of the
 * alarm, shows it and takes its actions. Users see it among their own, and can take it away.
 */
export interface ServiceAlarms {
  /** Makes these alarms all that the service has: those that are missing or differ are put, others are deleted. */
  keep(alarms: readonly PutMetricAlarmInput[]): Promise<void>;
  /**
   * Brings an alarm into the state that follows from what was measured: of fewer periods than it looks at, nothing does.
   * @param periods the latest last
   * @returns its state; undefined when somebody has deleted it
   */
  judge(alarmName: string, periods: readonly MeasuredPeriod[]): Promise<StateValue | undefined>;
}
