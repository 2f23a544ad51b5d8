import type { Clock } from "../../../base/clock.ts";
import { randomHex } from "../../../base/ids.ts";
import type { FunctionInvoker, Invocation } from "../invoke/contract.ts";
import { traceField, traceOf } from "../invoke/trace-header.ts";
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
    const traceHeader = headerOf(invocation, receivedAtMs, sampler);
    invocation.onTrace?.(traceHeader);
    const origin = { parentId: traceField(invocation.traceHeader, "Parent"), receivedAtMs };
    return invoker.invoke({ ...invocation, traceHeader, origin });
  });

const headerOf = (
  { traceHeader: received, functionVersion, requestId }: Invocation,
  nowMs: number,
  sampler: Pick<TraceSampler, "decide">,
): string => {
  const { functionName, settings } = functionVersion;
  const decision = traceField(received, "Sampled");
  const isActive = settings.tracingMode === "Active";
  const isSampled = decision === "1" || (decision !== "0" && isActive && sampler.decide(functionName));
  if (isActive && isSampled) {
    const { traceId } = traceOf({ received, requestId, nowMs, tracingMode: "Active" });
    return `Root=${traceId};Parent=${randomHex(8)};Sampled=1${lineageOf(received)}`;
  }
  // Nobody else is to decide otherwise.
  return traceOf({ received, requestId, nowMs, tracingMode: "PassThrough" }).header;
};

const lineageOf = (received: string | undefined): string => {
  const lineage = traceField(received, "Lineage");
  return lineage === undefined ? "" : `;Lineage=${lineage}`;
};
