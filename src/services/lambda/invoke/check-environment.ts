import { cannotDecryptForInvoke } from "../kms-exceptions.ts";
import type { FunctionVersion } from "../model/function-version.ts";

/**
 * A function never runs without the variables that it was given, whoever invokes it and however warm it is.
 * @throws ServiceException KMSDisabledException and its kin
 */
export const checkEnvironment = ({ settings }: FunctionVersion): void => {
  if (settings.environmentError !== undefined) throw cannotDecryptForInvoke(settings.environmentError);
};
