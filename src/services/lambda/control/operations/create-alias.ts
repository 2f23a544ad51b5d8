import { newRequestId } from "../../../../base/ids.ts";
import { checkAlias } from "../../model/check-alias.ts";
import type { FunctionAlias } from "../../model/function-alias.ts";
import { functionArn, parseFunctionName } from "../../model/function-reference.ts";
import { aliasExists } from "../../version-exceptions.ts";
import { readRoutingConfig, toAliasConfiguration } from "../alias-configuration.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export const createAlias = operation("CreateAlias", async (input, { store, account }) => {
  const functionName = parseFunctionName(input.FunctionName, account);
  const alias: FunctionAlias = {
    functionName,
    name: input.Name,
    functionVersion: input.FunctionVersion,
    additionalVersion: readRoutingConfig(input.RoutingConfig ?? {}),
    description: input.Description ?? "",
    revisionId: newRequestId(),
  };
  const isNew = await store.aliases.insert(alias, (wanted, versions) => checkAlias(wanted, versions, account));
  if (!isNew) throw aliasExists(functionArn(account, functionName, alias.name));
  return toAliasConfiguration(alias, account);
});
