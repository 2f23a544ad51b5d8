import { functionNotFound } from "../../exceptions.ts";
import { functionArn, LATEST, parseFunctionName } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionRecursionConfig.html */
export const putFunctionRecursionConfig = operation("PutFunctionRecursionConfig", async (input, { store, account }) => {
  const functionName = parseFunctionName(input.FunctionName, account);
  const config = { recursiveLoop: input.RecursiveLoop };
  const kept = await store.records.recursion.change({ functionName, qualifier: LATEST }, () => config);
  if (kept === undefined) throw functionNotFound(functionArn(account, functionName));
  return { RecursiveLoop: kept.recursiveLoop };
});
