import { isoTime } from "../../../base/iso-time.ts";
import type { LoggingSettings } from "../model/function-version.ts";
import type { PlatformEvent, SystemLevel } from "./platform-event.ts";

/** How an event of the platform is written into a function's log. Undefined: this format or level leaves it out. */
export type PlatformLog = (event: PlatformEvent, timeMs: number) => string | undefined;

const RANK: Readonly<Record<SystemLevel, number>> = { DEBUG: 0, INFO: 1, WARN: 2 };

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html */
export const createPlatformLog = (logging: LoggingSettings): PlatformLog =>
  logging.format === "JSON" ? jsonLog(logging.systemLogLevel ?? "INFO") : (event, timeMs) => event.text?.(timeMs);

/** The events of the Telemetry API, each at the level that AWS's table gives it. */
const jsonLog =
  (threshold: SystemLevel): PlatformLog =>
  ({ level, type, record, isTextOnly }, timeMs) =>
    isTextOnly === true || RANK[level] < RANK[threshold]
      ? undefined
      : JSON.stringify({ time: isoTime(timeMs), type, record: record() });
