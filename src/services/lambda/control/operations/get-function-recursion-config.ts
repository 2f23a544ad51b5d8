import { LATEST, parseFunctionName } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";
import { getQualifiedFunction } from "../qualified-function.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionRecursionConfig.html */
export const getFunctionRecursionConfig = operation("GetFunctionRecursionConfig", async (input, { store, account }) => {
  const functionName = parseFunctionName(input.FunctionName, account);
  await getQualifiedFunction({ functionName, qualifier: undefined }, store, account);
  const config = await store.records.recursion.find({ functionName, qualifier: LATEST });
  return { RecursiveLoop: config?.recursiveLoop ?? "Terminate" };
});
