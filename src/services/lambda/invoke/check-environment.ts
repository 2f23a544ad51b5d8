import { notSupportedYet } from "../exceptions.ts";
import { cannotDecryptForInvoke } from "../kms-exceptions.ts";
import type { FunctionVersion } from "../model/function-version.ts";

/**
 * A function never runs without the variables that it was given, whoever invokes it and however warm it is; nor
 * otherwise than it was made for.
 * @throws ServiceException KMSDisabledException and its kin, or that this cannot be done yet
 */
export const checkEnvironment = (functionVersion: FunctionVersion): void => {
  const { environmentError } = functionVersion.settings;
  if (environmentError !== undefined) throw cannotDecryptForInvoke(environmentError);
  checkKind(functionVersion);
};

/**
 * A durable handler fails on an event of the ordinary kind.
 * @throws ServiceException for functions that cannot be invoked yet, now or later
 */
export const checkKind = ({ settings: { other } }: FunctionVersion): void => {
  if (other["DurableConfig"] !== undefined) throw notSupportedYet("Durable executions are");
};
