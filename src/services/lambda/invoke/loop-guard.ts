import { recursiveInvocation } from "../exceptions.ts";
import { findLineage, isRecursiveLoop, nextLineage, withLineage } from "../model/lineage.ts";
import type { FunctionInvoker, Invocation } from "./contract.ts";

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
): FunctionInvoker => ({
  anticipate: (functionVersion) => invoker.anticipate(functionVersion),
  retire: (functionName, version) => invoker.retire(functionName, version),
  reserve: (functionName, executions) => invoker.reserve(functionName, executions),
  invoke: async (invocation) => {
    const { functionName } = invocation.functionVersion;
    const lineage = nextLineage(findLineage(invocation.traceHeader), functionName);
    if (isRecursiveLoop(lineage, functionName) && !(await allowsLoops(functionName))) {
      onLoop(invocation);
      throw recursiveInvocation();
    }
    return invoker.invoke({ ...invocation, traceHeader: withLineage(invocation.traceHeader, lineage) });
  },
});
