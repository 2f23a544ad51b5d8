import { invalidParameter } from "../exceptions.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import { isolatesTenants } from "../model/tenancy.ts";

/**
 * A function that keeps tenants apart runs for a tenant only, and no other function does.
 * @throws ServiceException
 */
export const checkTenant = ({ settings }: FunctionVersion, tenantId: string | undefined): void => {
  const isIsolating = isolatesTenants(settings);
  if (isIsolating && tenantId === undefined) {
    throw invalidParameter(
      "The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again.",
    );
  }
  if (isIsolating || tenantId === undefined) return;
  throw invalidParameter(
    "The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your request and try again.",
  );
};
