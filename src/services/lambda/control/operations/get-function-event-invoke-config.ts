import { toEventInvokeConfig } from "../../model/event-invoke-config.ts";
import { functionArn } from "../../model/function-reference.ts";
import { noEventInvokeConfig } from "../../record-exceptions.ts";
import { eventInvokeOwner } from "../event-invoke-config.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html */
export const getFunctionEventInvokeConfig = operation("GetFunctionEventInvokeConfig", async (input, context) => {
  const { store, account } = context;
  const owner = eventInvokeOwner(input, account);
  const config = await store.records.eventInvokeConfigs.find(owner);
  if (config === undefined) throw noEventInvokeConfig(functionArn(account, owner.functionName, owner.qualifier));
  return toEventInvokeConfig(owner, config, account);
});
