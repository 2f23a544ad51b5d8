import { isoTime } from "../../../base/iso-time.ts";
import { hundredths, type PlatformEvent } from "./platform-event.ts";
import type { Invocation, InvocationTrace } from "./contract.ts";
import { type InvocationReport, tracedBy } from "./invocation-report.ts";
import type { InvocationOutcome } from "./outcomes.ts";
import type { RunningInvocation } from "./running-invocation.ts";
import { extensionSpans, runtimeSpans } from "./spans.ts";

type Trace = InvocationTrace | undefined;

export const startEvent = (
  { requestId, tenantId }: Pick<Invocation, "requestId" | "tenantId">,
  version: string,
  trace: Trace,
): PlatformEvent => ({
  type: "platform.start",
  level: "INFO",
  record: () => ({ requestId, version, tenantId, tracing: tracing(trace) }),
  text: () => `START RequestId: ${requestId} Version: ${version}`,
});

/** What the platform says of a function that ran out of time or ended in the middle of an invocation. */
export const faultEvent = (report: InvocationReport, message: string, timeMs: number): PlatformEvent => {
  const text = faultText(report, message, timeMs);
  return { type: "platform.fault", level: "WARN", record: () => text, text: () => text };
};

/**
 * The runtime is done with an invocation; extensions may not be.
 * @param durationMs of the runtime
 */
export const runtimeDoneEvent = (
  run: RunningInvocation,
  { status, errorType, payload }: InvocationOutcome,
  durationMs: number,
): PlatformEvent => ({
  type: "platform.runtimeDone",
  level: status === "success" ? "DEBUG" : "WARN",
  record: () => ({
    requestId: run.invocation.requestId,
    status,
    errorType,
    metrics: { durationMs: hundredths(durationMs), producedBytes: run.streamedBytes ?? payload.byteLength },
    spans: runtimeSpans(run, durationMs),
    tracing: tracing(tracedBy(run)),
  }),
});

/** PARITY: logs in JSON have no such event; the report stands for it. */
export const endEvent = (requestId: string): PlatformEvent => ({
  type: "platform.end",
  level: "INFO",
  isTextOnly: true,
  record: () => ({ requestId }),
  text: () => `END RequestId: ${requestId}`,
});

export const reportEvent = (report: InvocationReport): PlatformEvent => ({
  type: "platform.report",
  level: report.status === "success" ? "INFO" : "WARN",
  record: () => reportRecord(report),
  text: () => reportText(report),
});

/** PARITY: of a timeout, AWS's line has the time in front and no `Error:`. */
const faultText = ({ status, requestId, errorType }: InvocationReport, message: string, timeMs: number): string =>
  status === "timeout"
    ? message.replace(`RequestId: ${requestId} Error:`, `${isoTime(timeMs)} ${requestId}`)
    : `${message}\n${errorType ?? ""}`;

/** PARITY: the status of an error that the function itself reported is left out. */
const reportText = (report: InvocationReport): string => {
  const { requestId, durationMs, billedMs, memoryMiB, maxMemoryMiB, initMs, status, errorType, trace } = report;
  const { restoreMs, billedRestoreMs } = report;
  const isFault = status !== "success" && report.endedBy === "platform";
  return (
    `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${billedMs} ms\t` +
    `Memory Size: ${memoryMiB} MB\tMax Memory Used: ${maxMemoryMiB} MB\t` +
    (initMs === undefined ? "" : `Init Duration: ${initMs.toFixed(2)} ms\t`) +
    (restoreMs === undefined ? "" : `Restore Duration: ${restoreMs.toFixed(2)} ms\t`) +
    (billedRestoreMs === undefined ? "" : `Billed Restore Duration: ${billedRestoreMs} ms\t`) +
    (isFault ? `Status: ${status}` : "") +
    (isFault && status === "error" ? `\tError Type: ${errorType ?? ""}` : "") +
    (trace === undefined ? "" : `\nXRAY TraceId: ${trace.traceId}\tSegmentId: ${trace.segmentId}\tSampled: true\t`)
  );
};

const reportRecord = (report: InvocationReport): object => ({
  requestId: report.requestId,
  tenantId: report.tenantId,
  metrics: {
    durationMs: hundredths(report.durationMs),
    billedDurationMs: report.billedMs,
    memorySizeMB: report.memoryMiB,
    maxMemoryUsedMB: report.maxMemoryMiB,
    initDurationMs: report.initMs === undefined ? undefined : hundredths(report.initMs),
    restoreDurationMs: report.restoreMs === undefined ? undefined : hundredths(report.restoreMs),
    billedRestoreDurationMs: report.billedRestoreMs,
  },
  spans: extensionSpans(report),
  tracing: tracing(report.trace),
  status: report.status,
  errorType: report.errorType,
});

/** @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#TraceContext */
const tracing = (trace: Trace): object | undefined => {
  if (trace === undefined) return undefined;
  const { traceId, segmentId } = trace;
  return { spanId: segmentId, type: "X-Amzn-Trace-Id", value: `Root=${traceId};Parent=${segmentId};Sampled=1` };
};
