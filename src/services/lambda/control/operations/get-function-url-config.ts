import { toUrlConfig } from "../../model/function-url-config.ts";
import { noSuchResource } from "../../record-exceptions.ts";
import { urlOwner } from "../function-url-config.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionUrlConfig.html */
export const getFunctionUrlConfig = operation("GetFunctionUrlConfig", async (input, context) => {
  const owner = urlOwner(input, context.account);
  const config = await context.store.records.urlConfigs.find(owner);
  if (config === undefined) throw noSuchResource();
  return toUrlConfig(owner, config, context);
});
