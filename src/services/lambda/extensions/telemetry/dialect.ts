import type { TelemetryEvent } from "./telemetry-event.ts";

/** Tells events as a subscriber understands them; undefined: it is not told of this one. */
export type Dialect = (event: TelemetryEvent) => string | undefined;

/** Schema versions of the Telemetry API. Source: its reference page. */
export const TELEMETRY_VERSIONS = ["2022-07-01", "2022-12-13", "2025-01-29"] as const;
/** Schema versions of the Logs API; the later one brings `platform.runtimeDone`. Source: its page. */
export const LOGS_VERSIONS = ["2020-08-15", "2021-03-18"] as const;

/**
 * @param wantsObjects PARITY: from version 2022-12-13 on, lines of functions that log in JSON are objects
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
export const telemetryDialect = (options: { readonly wantsObjects: boolean }): Dialect => {
  return (event) => {
    if (!TELEMETRY_EVENTS.has(event.type)) return undefined;
    const isLine = options.wantsObjects && event.type === "function" && typeof event.record === "string";
    return write(event, isLine ? (parseObject(event.record) ?? event.record) : event.record);
  };
};

const TELEMETRY_EVENTS: ReadonlySet<string> = new Set([
  "function",
  "extension",
  "platform.initStart",
  "platform.initRuntimeDone",
  "platform.initReport",
  "platform.start",
  "platform.runtimeDone",
  "platform.report",
  "platform.extension",
  "platform.telemetrySubscription",
  "platform.logsDropped",
]);

/** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-logs-api.html */
export const logsDialect = (version: (typeof LOGS_VERSIONS)[number]): Dialect => {
  return (event) => {
    const toRecord = LOGS_RECORDS[event.type];
    if (toRecord === undefined) return undefined;
    if (event.type === "platform.runtimeDone" && version === "2020-08-15") return undefined;
    return write(event, toRecord(event.record as Readonly<Record<string, unknown>>));
  };
};

type ToRecord = (record: Readonly<Record<string, unknown>>) => unknown;
const asItIs: ToRecord = (record) => record;

/** The older API tells less of each event. */
const LOGS_RECORDS: Readonly<Record<string, ToRecord>> = {
  function: asItIs,
  extension: asItIs,
  "platform.start": ({ requestId, version }) => ({ requestId, version }),
  "platform.end": asItIs,
  "platform.runtimeDone": ({ requestId, status }) => ({ requestId, status: status === "error" ? "failure" : status }),
  "platform.report": ({ requestId, metrics, tracing }) => ({ requestId, metrics, tracing }),
  "platform.fault": asItIs,
  "platform.extension": asItIs,
  "platform.logsSubscription": asItIs,
  "platform.logsDropped": asItIs,
};

const write = ({ timeMs, type }: TelemetryEvent, record: unknown): string =>
  JSON.stringify({ time: new Date(timeMs).toISOString(), type, record });

const parseObject = (line: unknown): object | undefined => {
  try {
    const value: unknown = JSON.parse(String(line));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    // A line that the function wrote past its logger.
    return undefined;
  }
};
