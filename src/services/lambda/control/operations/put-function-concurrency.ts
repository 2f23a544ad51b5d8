import { functionNotFound, functionsOnly } from "../../exceptions.ts";
import { checkReservation } from "../../model/concurrency.ts";
import { functionArn, LATEST, parseFunctionReference } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html */
export const putFunctionConcurrency = operation("PutFunctionConcurrency", async (input, context) => {
  const { store, invoker, clock, concurrentExecutions: limit, account } = context;
  const { functionName, qualifier } = parseFunctionReference(input.FunctionName, undefined, account);
  if (qualifier !== undefined) throw functionsOnly();
  const executions = input.ReservedConcurrentExecutions;
  const reserved = await store.records.concurrency.change({ functionName, qualifier: LATEST }, async (_, all) => {
    checkReservation(functionName, executions, { limit, kept: await all() });
    return { executions, lastModifiedMs: clock.nowMs() };
  });
  // PARITY: with the qualifier that nobody gave.
  if (reserved === undefined) throw functionNotFound(functionArn(account, functionName, LATEST));
  invoker.reserve(functionName, executions);
  return { ReservedConcurrentExecutions: executions };
});
