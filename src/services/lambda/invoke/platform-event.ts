/** How much an event matters. AWS's words. */
export type SystemLevel = "DEBUG" | "INFO" | "WARN";

/** Something that the platform itself has to say about an environment or an invocation. */
export interface PlatformEvent {
  readonly type: `platform.${string}`;
  /** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
  readonly level: SystemLevel;
  /** By the schema of the Telemetry API. */
  readonly record: () => unknown;
  /** The line of a log in text format; undefined: such a log says nothing of it. */
  readonly text?: (timeMs: number) => string;
  /** A log in JSON says nothing of it. */
  readonly isTextOnly?: true;
}

/** Milliseconds as AWS prints them. */
export const hundredths = (ms: number): number => Math.round(ms * 100) / 100;
