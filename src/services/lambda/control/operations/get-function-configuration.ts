import { parseFunctionReference } from "../../model/function-reference.ts";
import { toConfiguration } from "../configuration.ts";
import { getVersion } from "../get-version.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export const getFunctionConfiguration = operation("GetFunctionConfiguration", async (input, { store, account }) => {
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, account);
  return toConfiguration(await getVersion(reference, store, account), account, reference.qualifier);
});
