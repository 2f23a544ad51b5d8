import type { Account } from "../../../aws/account.ts";
import { functionNotFound } from "../exceptions.ts";
import { chooseAliasVersion, type RandomSource } from "../model/function-alias.ts";
import { type FunctionReference, functionArn, isVersion, LATEST } from "../model/function-reference.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import type { FunctionSource } from "./function-directory.ts";

/**
 * The version that a reference means: `$LATEST`, a number, or the version of an alias, of two the alias's own one.
 * @throws ServiceException ResourceNotFoundException, naming the qualifier when the caller did
 */
export const getVersion = (
  reference: FunctionReference,
  source: FunctionSource,
  account: Account,
): Promise<FunctionVersion> => chooseVersion(reference, source, account, alwaysItsOwn);

/** As `getVersion`, of what need not exist. */
export const findVersion = (
  reference: FunctionReference,
  source: FunctionSource,
): Promise<FunctionVersion | undefined> => chooseVersionIfAny(reference, source, alwaysItsOwn);

/**
 * The version that one invocation of a reference runs: of the two versions of an alias, either, by their weights.
 * @throws ServiceException as `getVersion`
 */
export const chooseVersion = async (
  reference: FunctionReference,
  source: FunctionSource,
  account: Account,
  random: RandomSource,
): Promise<FunctionVersion> => {
  const version = await chooseVersionIfAny(reference, source, random);
  if (version !== undefined) return version;
  throw functionNotFound(functionArn(account, reference.functionName, reference.qualifier));
};

/** @returns undefined when there is nothing that the reference could mean */
export const chooseVersionIfAny = async (
  { functionName, qualifier = LATEST }: FunctionReference,
  source: FunctionSource,
  random: RandomSource,
): Promise<FunctionVersion | undefined> => {
  const chosen = isVersion(qualifier) ? qualifier : await chooseNumber(functionName, qualifier, source, random);
  return chosen === undefined ? undefined : await source.functions.find(functionName, chosen);
};

/** Never below a weight. */
const alwaysItsOwn: RandomSource = () => 1;

const chooseNumber = async (
  functionName: string,
  aliasName: string,
  source: FunctionSource,
  random: RandomSource,
): Promise<string | undefined> => {
  const alias = await source.aliases.find(functionName, aliasName);
  return alias && chooseAliasVersion(alias, random);
};
