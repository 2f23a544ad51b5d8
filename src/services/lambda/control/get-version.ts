import type { Account } from "../../../aws/account.ts";
import { functionNotFound } from "../exceptions.ts";
import { type FunctionReference, functionArn, LATEST } from "../model/function-reference.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import type { FunctionSource } from "./function-directory.ts";

/**
 * The version that a reference means. There are no other versions than `$LATEST` and no aliases yet.
 * @throws ServiceException ResourceNotFoundException, naming the qualifier when the caller did
 */
export const getVersion = async (
  { functionName, qualifier }: FunctionReference,
  source: FunctionSource,
  account: Account,
): Promise<FunctionVersion> => {
  const version = await source.find(functionName, qualifier ?? LATEST);
  if (version === undefined) throw functionNotFound(functionArn(account, functionName, qualifier));
  return version;
};
