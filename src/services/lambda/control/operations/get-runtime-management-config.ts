import { parseFunctionReference } from "../../model/function-reference.ts";
import { DEFAULT_RUNTIME_MANAGEMENT } from "../../model/runtime-management.ts";
import { operation } from "../operation.ts";
import { getQualifiedFunction } from "../qualified-function.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetRuntimeManagementConfig.html */
export const getRuntimeManagementConfig = operation("GetRuntimeManagementConfig", async (input, context) => {
  const { store, account } = context;
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, account);
  const owner = await getQualifiedFunction(reference, store, account);
  const config = (await store.records.runtimeManagement.find(owner)) ?? DEFAULT_RUNTIME_MANAGEMENT;
  return {
    UpdateRuntimeOn: config.updateRuntimeOn,
    FunctionArn: owner.arn,
    RuntimeVersionArn: config.runtimeVersionArn,
  };
});
