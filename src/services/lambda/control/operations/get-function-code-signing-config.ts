import type { GetFunctionCodeSigningConfigResponse } from "../../../../models/generated/lambda.ts";
import { LATEST, parseFunctionName } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";
import { getQualifiedFunction } from "../qualified-function.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionCodeSigningConfig.html */
export const getFunctionCodeSigningConfig = operation("GetFunctionCodeSigningConfig", async (input, context) => {
  const { store, account } = context;
  const functionName = parseFunctionName(input.FunctionName, account);
  await getQualifiedFunction({ functionName, qualifier: undefined }, store, account);
  const attached = await store.records.codeSigning.find({ functionName, qualifier: LATEST });
  // PARITY: members that the API model requires are missing for a function without a configuration.
  if (attached === undefined) return {} as GetFunctionCodeSigningConfigResponse;
  return { CodeSigningConfigArn: attached.codeSigningConfigArn, FunctionName: functionName };
});
