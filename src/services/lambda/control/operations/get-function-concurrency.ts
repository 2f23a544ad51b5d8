import { LATEST, parseFunctionName } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";
import { getQualifiedFunction } from "../qualified-function.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html */
export const getFunctionConcurrency = operation("GetFunctionConcurrency", async (input, { store, account }) => {
  const functionName = parseFunctionName(input.FunctionName, account);
  await getQualifiedFunction({ functionName, qualifier: undefined }, store, account);
  const reserved = await store.records.concurrency.find({ functionName, qualifier: LATEST });
  return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved.executions };
});
