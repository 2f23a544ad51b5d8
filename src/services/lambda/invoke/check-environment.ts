import { notSupportedYet } from "../exceptions.ts";
import { cannotDecryptForInvoke } from "../kms-exceptions.ts";
import type { FunctionVersion } from "../model/function-version.ts";

/**
 * A function never runs without the variables that it was given, whoever invokes it and however warm it is; nor
 * otherwise than it was made for: tenants must not meet in one environment, and a durable handler fails on an event of
 * the ordinary kind.
 * @throws ServiceException KMSDisabledException and its kin, or that this cannot be done yet
 */
export const checkEnvironment = ({ settings: { environmentError, other } }: FunctionVersion): void => {
  if (environmentError !== undefined) throw cannotDecryptForInvoke(environmentError);
  if (other["TenancyConfig"] !== undefined) throw notSupportedYet("Invocations with tenant isolation are");
  if (other["DurableConfig"] !== undefined) throw notSupportedYet("Durable executions are");
};
