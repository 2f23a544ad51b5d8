/** The streams that an extension can subscribe to. */
export const TELEMETRY_TYPES = ["platform", "function", "extension"] as const;
export type TelemetryType = (typeof TELEMETRY_TYPES)[number];

/** Something that extensions may want to know, as the Telemetry API tells it. */
export interface TelemetryEvent {
  /** On the wall clock. */
  readonly timeMs: number;
  /** `function`, `extension`, or `platform.` and what happened. */
  readonly type: TelemetryType | `platform.${string}`;
  /** A line of a log, or an object by AWS's schema. */
  readonly record: unknown;
}

export const streamOf = ({ type }: TelemetryEvent): TelemetryType =>
  type === "function" || type === "extension" ? type : "platform";
