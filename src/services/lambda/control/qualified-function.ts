import type { Account } from "../../../aws/account.ts";
import { functionNotFound } from "../exceptions.ts";
import { type FunctionReference, functionArn, isVersion, LATEST } from "../model/function-reference.ts";
import type { RecordOwner } from "../store/function-record-store.ts";
import type { LambdaStore } from "../store/lambda-store.ts";
import { cannotFindAlias } from "../version-exceptions.ts";

/** A function, a version or an alias, as something that records can hang on. */
export interface QualifiedFunction extends RecordOwner {
  /** With the qualifier that the caller gave. */
  readonly arn: string;
  readonly revisionId: string;
}

/** PARITY: what could be neither is missed as a version is. */
const isAliasName = (qualifier: string): boolean => !isVersion(qualifier) && !qualifier.includes("$");

/**
 * Finds what a reference means, without looking through an alias.
 * @param notFound says that there is no such function or version
 * @throws ServiceException ResourceNotFoundException, in other words for an alias than for a version
 */
export const getQualifiedFunction = async (
  { functionName, qualifier: given }: FunctionReference,
  store: Pick<LambdaStore, "functions" | "aliases">,
  account: Account,
  notFound = functionNotFound,
): Promise<QualifiedFunction> => {
  const arn = functionArn(account, functionName, given);
  const qualifier = given ?? LATEST;
  const found = isVersion(qualifier)
    ? await store.functions.find(functionName, qualifier)
    : await store.aliases.find(functionName, qualifier);
  if (found === undefined) throw isAliasName(qualifier) ? cannotFindAlias(arn) : notFound(arn);
  return { functionName, qualifier, arn, revisionId: found.revisionId };
};
