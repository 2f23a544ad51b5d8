import { randomHex } from "../../../base/ids.ts";
import type { InvocationRecord } from "../invoke/contract.ts";
import type { Span } from "./span.ts";

const SPAN_ID = /^[0-9a-f]{16}$/;
const TRACE_ID = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/;

/**
 * An invocation as X-Ray shows it: the service's span from the request on, in it the function's, and in that init or restore
 * (of a cold start), the invocation itself and what came after it. What the function traces itself hangs on its span.
 * @param nowMs when it is over altogether
 * @returns nothing for an invocation that is not traced, or whose trace has an id of another form
 */
export const invocationSpans = (record: InvocationRecord, nowMs: number): readonly Span[] => {
  const { trace, startedAtMs, durationMs, initMs, restoreMs, isColdStart } = record;
  const traceId = trace && traceIdOf(trace.traceId);
  if (trace === undefined || traceId === undefined || !SPAN_ID.test(trace.segmentId)) return [];
  const { functionName } = record.functionVersion;
  const endedMs = startedAtMs + durationMs;
  const readyMs = isColdStart ? startedAtMs - (initMs ?? restoreMs ?? 0) : startedAtMs;
  const overMs = Math.max(nowMs, endedMs);
  const service = randomHex(8);
  const span = (name: string, startMs: number, endMs: number, parentSpanId = trace.segmentId): Span => ({
    traceId,
    spanId: randomHex(8),
    parentSpanId,
    name,
    kind: "internal",
    startMs,
    endMs,
    attributes: {},
    error: undefined,
  });
  const receivedAtMs = Math.min(trace.receivedAtMs ?? readyMs, readyMs);
  return [
    {
      ...span(`Lambda ${functionName}`, receivedAtMs, endedMs),
      spanId: service,
      parentSpanId: parentOf(trace.parentId),
      kind: "server",
      attributes: { "faas.name": functionName },
    },
    {
      ...span(functionName, readyMs, overMs, service),
      spanId: trace.segmentId,
      attributes: attributesOf(record),
      error: record.errorType,
    },
    ...(readyMs < startedAtMs
      ? [span(restoreMs === undefined ? "Initialization" : "Restore", readyMs, startedAtMs)]
      : []),
    span("Invocation", startedAtMs, endedMs),
    span("Overhead", endedMs, overMs),
  ];
};

/** @see https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/ */
const attributesOf = (record: InvocationRecord): Span["attributes"] => ({
  "faas.name": record.functionVersion.functionName,
  "faas.version": record.functionVersion.version,
  "faas.invocation_id": record.requestId,
  "faas.coldstart": record.isColdStart,
  "faas.max_memory": record.memoryMiB * 1_048_576,
  "cloud.resource_id": record.invokedFunctionArn,
  "aws.lambda.invoked_arn": record.invokedFunctionArn,
  ...(record.errorType !== undefined && { "error.type": record.errorType }),
});

const parentOf = (parentId: string | undefined): string | undefined =>
  parentId !== undefined && SPAN_ID.test(parentId) ? parentId : undefined;

/** X-Ray's form of the id without what separates its parts. */
const traceIdOf = (traceId: string): string | undefined => {
  const [, time, random] = TRACE_ID.exec(traceId) ?? [];
  return time === undefined || random === undefined ? undefined : time + random;
};
