import { noSuchResource } from "../../record-exceptions.ts";
import { urlOwner } from "../function-url-config.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionUrlConfig.html */
export const deleteFunctionUrlConfig = operation("DeleteFunctionUrlConfig", async (input, { store, account }) => {
  if (!(await store.records.urlConfigs.remove(urlOwner(input, account)))) throw noSuchResource();
});
