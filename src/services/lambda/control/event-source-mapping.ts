import type { Account } from "../../../aws/account.ts";
import { invalidParameter } from "../exceptions.ts";
import { functionArn, isVersion, LATEST, parseFunctionReference } from "../model/function-reference.ts";
import type { LambdaStore } from "../store/lambda-store.ts";
import { refuseTenants } from "./refuse-tenants.ts";

/**
 * The function, version or alias that a mapping is to invoke.
 * @throws ServiceException InvalidParameterValueException when it does not exist: mappings have a way of their own here
 */
export const getMappingTarget = async (
  text: string,
  store: Pick<LambdaStore, "functions" | "aliases">,
  account: Account,
): Promise<{ readonly functionName: string; readonly arn: string }> => {
  const { functionName, qualifier } = parseFunctionReference(text, undefined, account);
  const found =
    qualifier === undefined || isVersion(qualifier)
      ? await store.functions.find(functionName, qualifier ?? LATEST)
      : await store.aliases.find(functionName, qualifier);
  if (found === undefined) throw invalidParameter("Function does not exist");
  await refuseTenants(functionName, store, "Event source mappings");
  return { functionName, arn: functionArn(account, functionName, qualifier) };
};
