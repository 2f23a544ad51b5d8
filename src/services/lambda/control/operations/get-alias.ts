import { functionArn, parseFunctionName } from "../../model/function-reference.ts";
import { cannotFindAlias } from "../../version-exceptions.ts";
import { toAliasConfiguration } from "../alias-configuration.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export const getAlias = operation("GetAlias", async (input, { store, account }) => {
  const functionName = parseFunctionName(input.FunctionName, account);
  const alias = await store.aliases.find(functionName, input.Name);
  if (alias === undefined) throw cannotFindAlias(functionArn(account, functionName, input.Name));
  return toAliasConfiguration(alias, account);
});
