import type { State } from "../../../../models/generated/lambda.ts";
import { notOnCapacityProvider } from "../../capacity-provider-exceptions.ts";
import { functionNotFound } from "../../exceptions.ts";
import { functionArn, parseFunctionName } from "../../model/function-reference.ts";
import { readScalingConfig } from "../../model/scaling-config.ts";
import { operation } from "../operation.ts";

/**
 * A request without a configuration takes away what there is.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionScalingConfig.html
 */
export const putFunctionScalingConfig = operation("PutFunctionScalingConfig", async (input, { store, account }) => {
  const functionName = parseFunctionName(input.FunctionName, account);
  const arn = functionArn(account, functionName, input.Qualifier);
  const version = await store.functions.find(functionName, input.Qualifier);
  if (version === undefined) throw functionNotFound(arn);
  if (version.settings.other["CapacityProviderConfig"] === undefined) throw notOnCapacityProvider(arn);
  const config = input.FunctionScalingConfig && readScalingConfig(input.FunctionScalingConfig);
  await store.records.scaling.change({ functionName, qualifier: input.Qualifier }, () => config);
  return { FunctionState: version.state.value as State };
});
