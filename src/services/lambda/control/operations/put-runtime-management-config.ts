import { functionNotFound } from "../../exceptions.ts";
import { parseFunctionReference } from "../../model/function-reference.ts";
import { checkRuntimeManagement, type RuntimeManagement } from "../../model/runtime-management.ts";
import { operation } from "../operation.ts";
import { getQualifiedFunction } from "../qualified-function.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_PutRuntimeManagementConfig.html */
export const putRuntimeManagementConfig = operation("PutRuntimeManagementConfig", async (input, context) => {
  const { store, account } = context;
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, account);
  const config: RuntimeManagement = {
    updateRuntimeOn: input.UpdateRuntimeOn,
    runtimeVersionArn: input.RuntimeVersionArn,
  };
  checkRuntimeManagement(config);
  const owner = await getQualifiedFunction(reference, store, account);
  const kept = await store.records.runtimeManagement.change(owner, () => config);
  if (kept === undefined) throw functionNotFound(owner.arn);
  return {
    UpdateRuntimeOn: config.updateRuntimeOn,
    FunctionArn: owner.arn,
    RuntimeVersionArn: config.runtimeVersionArn,
  };
});
