import { functionArn } from "../../model/function-reference.ts";
import { noEventInvokeConfig } from "../../record-exceptions.ts";
import { eventInvokeOwner } from "../event-invoke-config.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html */
export const deleteFunctionEventInvokeConfig = operation("DeleteFunctionEventInvokeConfig", async (input, context) => {
  const { store, account } = context;
  const owner = eventInvokeOwner(input, account);
  if (!(await store.records.eventInvokeConfigs.remove(owner))) {
    throw noEventInvokeConfig(functionArn(account, owner.functionName, owner.qualifier));
  }
});
