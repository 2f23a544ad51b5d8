import type { FunctionInvoker } from "../invoke/contract.ts";
import { LATEST } from "../model/function-reference.ts";
import type { LambdaStore } from "../store/lambda-store.ts";

/** Tells the invoker, which remembers nothing, what functions have reserved. */
export const restoreReservations = async (
  store: Pick<LambdaStore, "records">,
  invoker: Pick<FunctionInvoker, "reserve">,
): Promise<void> => {
  for (const { functionName, qualifier, content } of await store.records.concurrency.all()) {
    if (qualifier === LATEST) invoker.reserve(functionName, content.executions);
  }
};
