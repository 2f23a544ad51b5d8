import { toEventInvokeConfig } from "../../model/event-invoke-config.ts";
import { LATEST, parseFunctionReference } from "../../model/function-reference.ts";
import { eventInvokeFunctionNotFound } from "../../record-exceptions.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../record-page.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionEventInvokeConfigs.html */
export const listFunctionEventInvokeConfigs = operation("ListFunctionEventInvokeConfigs", async (input, context) => {
  const { store, account } = context;
  const { functionName } = parseFunctionReference(input.FunctionName, undefined, account);
  if ((await store.functions.find(functionName, LATEST)) === undefined) throw eventInvokeFunctionNotFound();
  const records = await store.records.eventInvokeConfigs.list(functionName);
  const { items, end } = pageOf(records, input, ({ qualifier }) => qualifier);
  return {
    FunctionEventInvokeConfigs: items.map((record) => toEventInvokeConfig(record, record.content, account)),
    ...end,
  };
});
