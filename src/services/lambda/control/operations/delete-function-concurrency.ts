import { LATEST, parseFunctionName } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";
import { getQualifiedFunction } from "../qualified-function.ts";

/**
 * A function that reserves nothing is no error.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html
 */
export const deleteFunctionConcurrency = operation("DeleteFunctionConcurrency", async (input, context) => {
  const { store, invoker, account } = context;
  const functionName = parseFunctionName(input.FunctionName, account);
  await getQualifiedFunction({ functionName, qualifier: undefined }, store, account);
  await store.records.concurrency.change({ functionName, qualifier: LATEST }, () => undefined);
  invoker.reserve(functionName, undefined);
});
