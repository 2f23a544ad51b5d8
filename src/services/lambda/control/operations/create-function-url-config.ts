import { newUrlId, toUrlConfig } from "../../model/function-url-config.ts";
import { functionDoesNotExist, urlConfigExists } from "../../record-exceptions.ts";
import { checkUrlOwner, urlOwner } from "../function-url-config.ts";
import { operation } from "../operation.ts";
import { refuseTenants } from "../refuse-tenants.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html */
export const createFunctionUrlConfig = operation("CreateFunctionUrlConfig", async (input, context) => {
  const { store, clock } = context;
  const owner = urlOwner(input, context.account);
  await checkUrlOwner(owner, store);
  await refuseTenants(owner.functionName, store, "Function URLs");
  const nowMs = clock.nowMs();
  const config = await store.records.urlConfigs.change(owner, (current) => {
    if (current !== undefined) throw urlConfigExists(toUrlConfig(owner, current, context).FunctionArn);
    return {
      urlId: newUrlId(),
      authType: input.AuthType,
      cors: input.Cors,
      invokeMode: input.InvokeMode,
      createdMs: nowMs,
      lastModifiedMs: nowMs,
    };
  });
  if (config === undefined) throw functionDoesNotExist();
  const { LastModifiedTime: _notShown, ...created } = toUrlConfig(owner, config, context);
  return { ...created, InvokeMode: config.invokeMode };
});
