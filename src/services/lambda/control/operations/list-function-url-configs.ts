import { LATEST, parseFunctionReference } from "../../model/function-reference.ts";
import { toUrlConfig } from "../../model/function-url-config.ts";
import { checkUrlOwner } from "../function-url-config.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../record-page.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html */
export const listFunctionUrlConfigs = operation("ListFunctionUrlConfigs", async (input, context) => {
  const { store, account } = context;
  const { functionName } = parseFunctionReference(input.FunctionName, undefined, account);
  await checkUrlOwner({ functionName, qualifier: LATEST }, store);
  const { items, end } = pageOf(await store.records.urlConfigs.list(functionName), input, ({ qualifier }) => qualifier);
  return { FunctionUrlConfigs: items.map((record) => toUrlConfig(record, record.content, context)), ...end };
});
