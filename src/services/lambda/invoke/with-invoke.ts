import type { FunctionInvoker } from "./contract.ts";

/** The same invoker with another way to invoke. */
export const withInvoke = (invoker: FunctionInvoker, invoke: FunctionInvoker["invoke"]): FunctionInvoker => ({
  invoke,
  anticipate: (functionVersion) => invoker.anticipate(functionVersion),
  retire: (functionName, version) => invoker.retire(functionName, version),
  reserve: (functionName, executions) => invoker.reserve(functionName, executions),
});
