import type { Clock } from "../../../base/clock.ts";
import { randomHex } from "../../../base/ids.ts";
import type { FunctionInvoker, Invocation } from "../invoke/contract.ts";
import { headerOf, rootOf, type Trace, traceField, traceOf } from "../invoke/trace-header.ts";
import { withInvoke } from "../invoke/with-invoke.ts";
import type { TraceSampler } from "./trace-sampler.ts";

/**
 * An invoker that gives every invocation its trace header. With active tracing, it decides whether an undecided one is
 * sampled, and what is sampled gets a segment of the function's own under the caller's; otherwise what the caller said is
 * passed through.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export const traceInvocations = (
  invoker: FunctionInvoker,
  { sampler, clock }: { readonly sampler: Pick<TraceSampler, "decide">; readonly clock: Clock },
): FunctionInvoker =>
  withInvoke(invoker, (invocation) => {
    const receivedAtMs = clock.nowMs();
    const trace = decidedTrace(invocation, receivedAtMs, sampler);
    invocation.onTrace?.(trace.header);
    const origin = { parentId: traceField(invocation.traceHeader, "Parent"), receivedAtMs };
    return invoker.invoke({ ...invocation, traceHeader: trace.header, trace, origin });
  });

const decidedTrace = (
  { traceHeader: received, functionVersion, requestId }: Invocation,
  nowMs: number,
  sampler: Pick<TraceSampler, "decide">,
): Trace => {
  const { functionName, settings } = functionVersion;
  if (settings.tracingMode === "Active") {
    const decision = traceField(received, "Sampled");
    const isSampled = decision === "1" || (decision !== "0" && sampler.decide(functionName));
    if (isSampled) return sampledTrace(received, rootOf({ received, requestId, nowMs }));
  }
  // Nobody else is to decide otherwise.
  return traceOf({ received, requestId, nowMs, tracingMode: "PassThrough" });
};

const sampledTrace = (received: string | undefined, traceId: string): Trace => {
  const trace = { sampled: true, traceId, segmentId: randomHex(8) };
  return { ...trace, header: headerOf(received, trace) };
};
