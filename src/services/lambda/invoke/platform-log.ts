import type { LoggingSettings } from "../model/function-version.ts";
import type { InitializationType } from "./initialization-type.ts";

interface InitFailureReport {
  readonly durationMs: number;
  /** `init`: before any invocation. `invoke`: the second attempt, within the first invocation. */
  readonly phase: "init" | "invoke";
  readonly status: "error" | "timeout";
  readonly errorType: string | undefined;
}

export interface InvocationReport {
  readonly requestId: string;
  readonly invokedFunctionArn: string;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly billedMs: number;
  readonly memoryMiB: number;
  readonly maxMemoryMiB: number;
  /** Only of an environment's first invocation. */
  readonly initMs: number | undefined;
  readonly isColdStart: boolean;
  readonly status: "success" | "error" | "timeout";
  readonly errorType: string | undefined;
  readonly endedBy: "function" | "platform";
  /** Of a response that was passed on while it was written. */
  readonly streamedBytes: number | undefined;
  readonly trace: { readonly traceId: string; readonly segmentId: string } | undefined;
}

/** Wording of what the platform itself writes into a function's log. Undefined: this format or level leaves it out. */
export interface PlatformLog {
  initStart(runtimeVersion: string, timeMs: number): string | undefined;
  initSucceeded(durationMs: number, timeMs: number): string | undefined;
  initFailed(report: InitFailureReport, timeMs: number): string | undefined;
  start(requestId: string, version: string, timeMs: number): string | undefined;
  /** What the platform says of a function that ran out of time or ended in the middle of an invocation. */
  fault(report: InvocationReport, message: string, timeMs: number): string | undefined;
  end(requestId: string, timeMs: number): string | undefined;
  runtimeDone(report: InvocationReport, timeMs: number): string | undefined;
  report(report: InvocationReport, timeMs: number): string | undefined;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html */
export const createPlatformLog = (logging: LoggingSettings, identity: FunctionIdentity): PlatformLog =>
  logging.format === "JSON" ? jsonLog(logging.systemLogLevel ?? "INFO", identity) : TEXT_LOG;

interface FunctionIdentity {
  readonly functionName: string;
  readonly version: string;
  readonly initializationType: InitializationType;
}

const nothing = (): undefined => undefined;

const TEXT_LOG: PlatformLog = {
  initStart: (runtimeVersion) => `INIT_START Runtime Version: ${runtimeVersion}`,
  initSucceeded: nothing,
  initFailed: ({ durationMs, phase, status, errorType }) =>
    `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms\tPhase: ${phase}\tStatus: ${status}` +
    (errorType === undefined ? "" : `\tError Type: ${errorType}`),
  start: (requestId, version) => `START RequestId: ${requestId} Version: ${version}`,
  fault: (report, message, timeMs) => textFault(report, message, timeMs),
  end: (requestId) => `END RequestId: ${requestId}`,
  runtimeDone: nothing,
  report: (report) => textReport(report),
};

/** PARITY: of a timeout, AWS's line has the time in front and no `Error:`. */
const textFault = ({ status, requestId, errorType }: InvocationReport, message: string, timeMs: number): string =>
  status === "timeout"
    ? message.replace(`RequestId: ${requestId} Error:`, `${isoTime(timeMs)} ${requestId}`)
    : `${message}\n${errorType ?? ""}`;

/** PARITY: the status of an error that the function itself reported is left out. */
const textReport = (report: InvocationReport): string => {
  const { requestId, durationMs, billedMs, memoryMiB, maxMemoryMiB, initMs, status, errorType, trace } = report;
  const isFault = status !== "success" && report.endedBy === "platform";
  return (
    `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${billedMs} ms\t` +
    `Memory Size: ${memoryMiB} MB\tMax Memory Used: ${maxMemoryMiB} MB\t` +
    (initMs === undefined ? "" : `Init Duration: ${initMs.toFixed(2)} ms\t`) +
    (isFault ? `Status: ${status}` : "") +
    (isFault && status === "error" ? `\tError Type: ${errorType ?? ""}` : "") +
    (trace === undefined ? "" : `\nXRAY TraceId: ${trace.traceId}\tSegmentId: ${trace.segmentId}\tSampled: true\t`)
  );
};

type SystemLevel = "DEBUG" | "INFO" | "WARN";
const RANK: Readonly<Record<SystemLevel, number>> = { DEBUG: 0, INFO: 1, WARN: 2 };

/**
 * The events of the Telemetry API, each at the level that AWS's table gives it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
const jsonLog = (threshold: SystemLevel, identity: FunctionIdentity): PlatformLog => {
  const event = (level: SystemLevel, timeMs: number, type: string, record: unknown): string | undefined =>
    RANK[level] < RANK[threshold] ? undefined : JSON.stringify({ time: isoTime(timeMs), type, record });
  const { initializationType } = identity;
  return {
    initStart: (runtimeVersion, timeMs) =>
      event("INFO", timeMs, "platform.initStart", {
        initializationType,
        phase: "init",
        runtimeVersion,
        functionName: identity.functionName,
        functionVersion: identity.version,
      }),
    initSucceeded: (durationMs, timeMs) =>
      event("DEBUG", timeMs, "platform.initReport", {
        initializationType,
        phase: "init",
        status: "success",
        metrics: { durationMs: hundredths(durationMs) },
      }),
    initFailed: ({ durationMs, phase, status, errorType }, timeMs) =>
      event("WARN", timeMs, "platform.initReport", {
        initializationType,
        phase,
        status,
        errorType,
        metrics: { durationMs: hundredths(durationMs) },
      }),
    start: (requestId, version, timeMs) => event("INFO", timeMs, "platform.start", { requestId, version }),
    fault: (report, message, timeMs) => event("WARN", timeMs, "platform.fault", textFault(report, message, timeMs)),
    end: nothing,
    runtimeDone: ({ requestId, status, errorType, durationMs }, timeMs) =>
      event(status === "success" ? "DEBUG" : "WARN", timeMs, "platform.runtimeDone", {
        requestId,
        status,
        errorType,
        metrics: { durationMs: hundredths(durationMs) },
      }),
    report: (report, timeMs) =>
      event(report.status === "success" ? "INFO" : "WARN", timeMs, "platform.report", jsonReport(report)),
  };
};

const jsonReport = (report: InvocationReport): object => ({
  requestId: report.requestId,
  metrics: {
    durationMs: hundredths(report.durationMs),
    billedDurationMs: report.billedMs,
    memorySizeMB: report.memoryMiB,
    maxMemoryUsedMB: report.maxMemoryMiB,
    initDurationMs: report.initMs === undefined ? undefined : hundredths(report.initMs),
  },
  tracing:
    report.trace === undefined
      ? undefined
      : { spanId: report.trace.segmentId, type: "X-Amzn-Trace-Id", value: report.trace.traceId },
  status: report.status,
  errorType: report.errorType,
});

const isoTime = (timeMs: number): string => new Date(timeMs).toISOString();

const hundredths = (ms: number): number => Math.round(ms * 100) / 100;
