import type { Account } from "../../../aws/account.ts";
import { functionInOtherRegion, functionOfOtherAccount, functionsOnly, qualifierMismatch } from "../exceptions.ts";

export const LATEST = "$LATEST";
/** What a function on a capacity provider has published last without a number; each publication replaces it. */
export const LATEST_PUBLISHED = "$LATEST.PUBLISHED";

/** A function as a caller names it. */
export interface FunctionReference {
  readonly functionName: string;
  /** Version or alias, when the name or the `Qualifier` parameter gave one. */
  readonly qualifier: string | undefined;
}

/**
 * Every way to name a function: a name, `account:function:name`, `function:name`, or an ARN, each with an optional
 * qualifier. Lenient where the API model's pattern, checked before, is strict.
 */
const REFERENCE =
  /^(?:arn:[^:]+:lambda:)?(?:(?<region>[a-z]+(?:-[a-z]+)+-\d):)?(?:(?<accountId>\d{12}):)?(?:function:)?(?<functionName>[\w.-]+)(?::(?<qualifier>[$\w.-]+))?$/;

/** What most callers write. */
const PLAIN_NAME = /^[\w.-]+$/;

/**
 * @param qualifier the `Qualifier` parameter
 * @throws ServiceException for a function of another region or account, or when two different qualifiers are given
 */
export const parseFunctionReference = (
  text: string,
  qualifier: string | undefined,
  account: Account,
): FunctionReference => {
  if (PLAIN_NAME.test(text)) return { functionName: text, qualifier };
  const parts = REFERENCE.exec(text)?.groups;
  if (parts?.["functionName"] === undefined) throw new Error(`the model let a malformed function name pass: ${text}`);
  const { region, accountId, functionName, qualifier: derived } = parts;
  if (region !== undefined && region !== account.region) throw functionInOtherRegion(region, account.region);
  if (accountId !== undefined && accountId !== account.accountId) throw functionOfOtherAccount();
  if (derived !== undefined && qualifier !== undefined && derived !== qualifier) throw qualifierMismatch();
  return { functionName, qualifier: qualifier ?? derived };
};

/**
 * The name in a reference to a function as a whole.
 * @throws ServiceException as `parseFunctionReference`, and when a version or an alias is named
 */
export const parseFunctionName = (text: string, account: Account): string => {
  const { functionName, qualifier } = parseFunctionReference(text, undefined, account);
  if (qualifier !== undefined && qualifier !== LATEST) throw functionsOnly();
  return functionName;
};

/** Whether a qualifier names a version; what else there is are aliases. */
export const isVersion = (qualifier: string): boolean =>
  qualifier === LATEST || qualifier === LATEST_PUBLISHED || /^\d+$/.test(qualifier);

/** Sorts versions: `$LATEST.PUBLISHED` and `$LATEST` come before all numbers. */
export const versionNumber = (version: string): number => {
  if (version === LATEST_PUBLISHED) return -1;
  return version === LATEST ? 0 : Number(version);
};

/** Where lists of versions begin. */
export const BEFORE_ALL_VERSIONS = -2;

/** @param qualifier undefined for the function itself */
export const functionArn = (account: Account, functionName: string, qualifier?: string): string => {
  const unqualified = `arn:${account.partition}:lambda:${account.region}:${account.accountId}:function:${functionName}`;
  return qualifier === undefined ? unqualified : `${unqualified}:${qualifier}`;
};
