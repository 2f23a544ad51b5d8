import { LATEST, parseFunctionName } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";
import { getQualifiedFunction } from "../qualified-function.ts";

/**
 * A function without a configuration is no error.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionCodeSigningConfig.html
 */
export const deleteFunctionCodeSigningConfig = operation("DeleteFunctionCodeSigningConfig", async (input, context) => {
  const { store, account } = context;
  const functionName = parseFunctionName(input.FunctionName, account);
  await getQualifiedFunction({ functionName, qualifier: undefined }, store, account);
  await store.records.codeSigning.remove({ functionName, qualifier: LATEST });
});
