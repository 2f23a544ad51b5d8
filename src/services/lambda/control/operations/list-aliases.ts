import { functionNotFound } from "../../exceptions.ts";
import { functionArn, LATEST, parseFunctionName } from "../../model/function-reference.ts";
import { toAliasConfiguration } from "../alias-configuration.ts";
import { operation } from "../operation.ts";
import { cutPage, fetchCount, startAfter } from "../page.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html */
export const listAliases = operation("ListAliases", async (input, { store, account }) => {
  const functionName = parseFunctionName(input.FunctionName, account);
  const query = { functionName, functionVersion: input.FunctionVersion, afterName: startAfter(input) ?? "" };
  if ((await store.functions.find(functionName, LATEST)) === undefined) {
    throw functionNotFound(functionArn(account, functionName));
  }
  const { items, end } = cutPage(await store.aliases.list(query, fetchCount(input)), input, ({ name }) => name);
  return { Aliases: items.map((alias) => toAliasConfiguration(alias, account)), ...end };
});
