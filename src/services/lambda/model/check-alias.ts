import type { Account } from "../../../aws/account.ts";
import { functionNotFound } from "../exceptions.ts";
import {
  differentDeadLetterQueues,
  differentRoles,
  latestNotRoutable,
  versionAlreadyRouted,
} from "../version-exceptions.ts";
import { aliasVersions, type FunctionAlias } from "./function-alias.ts";
import { functionArn, LATEST } from "./function-reference.ts";
import type { FunctionSettings } from "./function-version.ts";

/** What versions that share the invocations of an alias must have in common. */
export type ComparableSettings = Pick<FunctionSettings, "roleArn" | "other">;

/**
 * What must be true of an alias and the versions that it points to.
 * @param versions what there is of them, in the order of `aliasVersions`, undefined for one that is not there
 * @throws ServiceException for the first rule that is broken
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
 */
export const checkAlias = (
  alias: FunctionAlias,
  versions: readonly (ComparableSettings | undefined)[],
  account: Account,
): void => {
  const found = aliasVersions(alias).map((version, index) => ({ version, settings: versions[index] }));
  const [own, additional] = found;
  checkFound(alias, own, account);
  if (additional === undefined) return;
  if (additional.version === alias.functionVersion) throw versionAlreadyRouted(additional.version);
  if (alias.functionVersion === LATEST) throw latestNotRoutable();
  checkFound(alias, additional, account);
  if (own?.settings?.roleArn !== additional.settings?.roleArn) throw differentRoles();
  if (deadLetterQueue(own?.settings) !== deadLetterQueue(additional.settings)) throw differentDeadLetterQueues();
};

interface PointedTo {
  readonly version: string;
  readonly settings: ComparableSettings | undefined;
}

/** PARITY: a function that is not there is a version of it that is not there. */
const checkFound = ({ functionName }: FunctionAlias, pointedTo: PointedTo | undefined, account: Account): void => {
  if (pointedTo?.settings !== undefined) return;
  throw functionNotFound(functionArn(account, functionName, pointedTo?.version));
};

const deadLetterQueue = (settings: ComparableSettings | undefined): string => {
  const config = settings?.other["DeadLetterConfig"] as { readonly TargetArn?: string } | undefined;
  return config?.TargetArn ?? "";
};
