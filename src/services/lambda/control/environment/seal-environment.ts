import { cannotReencrypt } from "../../kms-exceptions.ts";
import type { EnvironmentCipher } from "../../model/environment-cipher.ts";
import type { FunctionSettings } from "../../model/function-version.ts";

/**
 * Settings as they may be stored: their variables sealed, anew when these or their key are other ones than before.
 * @param current what the function had; undefined for a new function
 * @throws ServiceException InvalidParameterValueException when the key cannot be used
 */
export const sealEnvironment = async (
  functionName: string,
  settings: FunctionSettings,
  current: FunctionSettings | undefined,
  cipher: EnvironmentCipher,
): Promise<FunctionSettings> => {
  const keyArn = kmsKeyArnOf(settings);
  const hasOldKey = current !== undefined && keyArn === kmsKeyArnOf(current);
  // An update that says nothing of variables passes on the very object that was read.
  const hasOldVariables = settings.environment === current?.environment;
  if (hasOldKey && hasOldVariables) return settings;
  if (hasOldVariables && settings.environmentError !== undefined) throw cannotReencrypt(settings.environmentError);
  const { sealedEnvironment: _old, environmentError: _gone, ...rest } = settings;
  const isEmpty = Object.keys(settings.environment).length === 0;
  if (isEmpty && (keyArn === undefined || hasOldKey)) return rest;
  // A key is tried even when there is nothing to encrypt under it yet.
  const sealedEnvironment = await cipher.seal(functionName, settings.environment, keyArn);
  return isEmpty ? rest : { ...rest, sealedEnvironment };
};

/** @returns undefined for Lambda's own key */
const kmsKeyArnOf = ({ other }: FunctionSettings): string | undefined => other["KMSKeyArn"] as string | undefined;
