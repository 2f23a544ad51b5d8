import { invalidParameter } from "../exceptions.ts";
import { LATEST } from "../model/function-reference.ts";
import { isolatesTenants } from "../model/tenancy.ts";
import type { LambdaStore } from "../store/lambda-store.ts";

/**
 * AWS states the rule; the words are our own.
 * @param what that cannot tell for which tenant it is
 * @throws ServiceException when a function keeps tenants apart
 */
export const refuseTenants = async (
  functionName: string,
  store: Pick<LambdaStore, "functions">,
  what: string,
): Promise<void> => {
  const found = await store.functions.find(functionName, LATEST);
  if (found === undefined || !isolatesTenants(found.settings)) return;
  throw invalidParameter(`${what} are not supported for functions with tenant isolation.`);
};
