import { isoTime } from "../../../base/iso-time.ts";
import { hundredths } from "./platform-event.ts";
import type { RunningInvocation } from "./running-invocation.ts";

/** A part of an invocation's time. @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#Span */
interface Span {
  readonly name: "responseLatency" | "responseDuration" | "runtimeOverhead" | "extensionOverhead";
  readonly start: string;
  readonly durationMs: number;
}

/**
 * How long the function took until it began to answer, to answer, and to ask for what is next.
 * @param runtimeMs until then, from the start
 * @returns undefined when it did not answer
 */
export const runtimeSpans = (run: RunningInvocation, runtimeMs: number): readonly Span[] | undefined => {
  const { response, startedAtMs } = run;
  if (response === undefined) return undefined;
  const { beganMs, endedMs } = response;
  return [
    span("responseLatency", startedAtMs, 0, beganMs),
    span("responseDuration", startedAtMs, beganMs, endedMs),
    span("runtimeOverhead", startedAtMs, endedMs, Math.max(endedMs, runtimeMs)),
  ];
};

/** How long extensions went on after the runtime; undefined when there are none. */
export const extensionSpans = (report: {
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly postRuntimeExtensionsMs?: number | undefined;
}): readonly Span[] | undefined => {
  const { startedAtMs, durationMs, postRuntimeExtensionsMs } = report;
  if (postRuntimeExtensionsMs === undefined) return undefined;
  return [span("extensionOverhead", startedAtMs, durationMs - postRuntimeExtensionsMs, durationMs)];
};

const span = (name: Span["name"], startedAtMs: number, fromMs: number, toMs: number): Span => ({
  name,
  start: isoTime(startedAtMs + fromMs),
  durationMs: hundredths(toMs - fromMs),
});
