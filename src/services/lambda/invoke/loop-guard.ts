import { recursiveInvocation } from "../exceptions.ts";
import { findLineage, isRecursiveLoop, nextLineage, withLineage } from "../model/lineage.ts";
import type { FunctionInvoker, Invocation, InvocationResult } from "./contract.ts";
import { withInvoke } from "./with-invoke.ts";

export interface LoopGuardOptions {
  /** Whether its owner lets the function run in circles. */
  readonly allowsLoops: (functionName: string) => Promise<boolean>;
  readonly onLoop: (invocation: Invocation) => void;
}

/**
 * An invoker that tells each function its place in the chain of invocations, and stops chains that run in circles: with
 * RecursiveInvocationException, besides what `invoke` throws anyway.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
export const guardAgainstLoops = (
  invoker: FunctionInvoker,
  { allowsLoops, onLoop }: LoopGuardOptions,
): FunctionInvoker => {
  const invokeIfAllowed = async (invocation: Invocation, next: Invocation): Promise<InvocationResult> => {
    if (await allowsLoops(invocation.functionVersion.functionName)) return await invoker.invoke(next);
    onLoop(invocation);
    throw recursiveInvocation();
  };
  return withInvoke(invoker, (invocation) => {
    const { functionName } = invocation.functionVersion;
    const lineage = nextLineage(findLineage(invocation.traceHeader), functionName);
    const next = { ...invocation, traceHeader: withLineage(invocation.traceHeader, lineage) };
    return isRecursiveLoop(lineage, functionName) ? invokeIfAllowed(invocation, next) : invoker.invoke(next);
  });
};
