import { OUT_OF_MEMORY } from "./function-errors.ts";
import type { InvocationRecord, InvocationTrace } from "./contract.ts";
import type { InvocationOutcome } from "./outcomes.ts";
import type { RunningInvocation } from "./running-invocation.ts";

/** What is said of a finished invocation, and recorded. */
export interface InvocationReport extends InvocationRecord {
  readonly endedBy: "function" | "platform";
  readonly tenantId: string | undefined;
}

/** How long it took to go on from a snapshot. */
export interface RestoreDuration {
  readonly durationMs: number;
  /** Since the runtime was told that it was restored, in whole milliseconds. */
  readonly billedMs: number;
}

/** Undefined when the invocation is not traced. */
export const tracedBy = ({ trace, invocation }: RunningInvocation): InvocationTrace | undefined =>
  trace.sampled ? { traceId: trace.traceId, segmentId: trace.segmentId, ...invocation.origin } : undefined;

/** The facts of a finished invocation, for its log and for metering. */
export const invocationReport = (
  run: RunningInvocation,
  outcome: InvocationOutcome,
  measured: {
    readonly durationMs: number;
    readonly maxMemoryMiB: number;
    readonly initMs: number | undefined;
    readonly restore: RestoreDuration | undefined;
    readonly isColdStart: boolean;
    readonly isProvisioned: boolean;
  },
): InvocationReport => {
  const { memoryMiB } = run.invocation.functionVersion.settings;
  const { durationMs, initMs, restore, isColdStart, isProvisioned } = measured;
  return {
    requestId: run.invocation.requestId,
    functionVersion: run.invocation.functionVersion,
    invokedFunctionArn: run.invocation.invokedFunctionArn,
    tenantId: run.invocation.tenantId,
    startedAtMs: run.startedAtMs,
    durationMs,
    // Since August 2025, AWS bills init like the invocation that it was for.
    billedMs: Math.ceil(durationMs + (initMs ?? 0) + (restore?.billedMs ?? 0)),
    postRuntimeExtensionsMs: run.postRuntimeExtensionsMs(durationMs),
    memoryMiB,
    // The kernel stops counting a little before the limit; that it was reached is known.
    maxMemoryMiB: outcome.errorType === OUT_OF_MEMORY ? memoryMiB : measured.maxMemoryMiB,
    initMs,
    restoreMs: restore?.durationMs,
    billedRestoreMs: restore?.billedMs,
    isColdStart,
    isProvisioned,
    status: outcome.status,
    errorType: outcome.errorType,
    endedBy: outcome.endedBy,
    streamedBytes: run.streamedBytes,
    trace: tracedBy(run),
  };
};
