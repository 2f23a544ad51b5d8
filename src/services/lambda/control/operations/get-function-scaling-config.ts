import { functionNotFound } from "../../exceptions.ts";
import { functionArn, parseFunctionName } from "../../model/function-reference.ts";
import { toScalingConfig } from "../../model/scaling-config.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionScalingConfig.html */
export const getFunctionScalingConfig = operation("GetFunctionScalingConfig", async (input, { store, account }) => {
  const functionName = parseFunctionName(input.FunctionName, account);
  const owner = { functionName, qualifier: input.Qualifier };
  const arn = functionArn(account, functionName, input.Qualifier);
  if ((await store.functions.find(functionName, input.Qualifier)) === undefined) throw functionNotFound(arn);
  const config = await store.records.scaling.find(owner);
  if (config === undefined) return { FunctionArn: arn };
  const shown = toScalingConfig(config);
  return { FunctionArn: arn, AppliedFunctionScalingConfig: shown, RequestedFunctionScalingConfig: shown };
});
