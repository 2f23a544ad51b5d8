import { toUrlConfig } from "../../model/function-url-config.ts";
import { functionDoesNotExist, noSuchResource } from "../../record-exceptions.ts";
import { checkUrlOwner, urlOwner } from "../function-url-config.ts";
import { operation } from "../operation.ts";

/**
 * What the request does not name stays as it is; `Cors` is replaced as a whole.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionUrlConfig.html
 */
export const updateFunctionUrlConfig = operation("UpdateFunctionUrlConfig", async (input, context) => {
  const { store, clock } = context;
  const owner = urlOwner(input, context.account);
  await checkUrlOwner(owner, store);
  const config = await store.records.urlConfigs.change(owner, (current) => {
    if (current === undefined) throw noSuchResource();
    return {
      ...current,
      authType: input.AuthType ?? current.authType,
      cors: input.Cors ?? current.cors,
      invokeMode: input.InvokeMode ?? current.invokeMode,
      lastModifiedMs: clock.nowMs(),
    };
  });
  if (config === undefined) throw functionDoesNotExist();
  return { ...toUrlConfig(owner, config, context), InvokeMode: config.invokeMode };
});
