import type { Account } from "../../../aws/account.ts";
import { functionNotFound, resourceNotReady } from "../exceptions.ts";
import {
  differentDeadLetterQueues,
  differentRoles,
  latestNotRoutable,
  versionAlreadyRouted,
} from "../version-exceptions.ts";
import { aliasVersions, type FunctionAlias } from "./function-alias.ts";
import { functionArn, LATEST } from "./function-reference.ts";
import type { FunctionSettings, FunctionVersion } from "./function-version.ts";

/** What there is to check of a version that an alias points to. */
export interface PointedToVersion {
  readonly settings: Pick<FunctionSettings, "roleArn" | "other">;
  readonly state: FunctionVersion["state"];
}

/**
 * What must be true of an alias and the versions that it points to.
 * @param versions what there is of them, in the order of `aliasVersions`, undefined for one that is not there
 * @throws ServiceException for the first rule that is broken
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
 */
export const checkAlias = (
  alias: FunctionAlias,
  versions: readonly (PointedToVersion | undefined)[],
  account: Account,
): void => {
  const found = aliasVersions(alias).map((version, index) => ({ number: version, version: versions[index] }));
  const [own, additional] = found;
  checkFound(alias, own, account);
  if (additional === undefined) return;
  if (additional.number === alias.functionVersion) throw versionAlreadyRouted(additional.number);
  if (alias.functionVersion === LATEST) throw latestNotRoutable();
  checkFound(alias, additional, account);
  if (own?.version?.settings.roleArn !== additional.version?.settings.roleArn) throw differentRoles();
  if (deadLetterQueue(own?.version) !== deadLetterQueue(additional.version)) throw differentDeadLetterQueues();
};

interface PointedTo {
  readonly number: string;
  readonly version: PointedToVersion | undefined;
}

/**
 * PARITY: a function that is not there is a version of it that is not there; and a version that failed is refused, but one
 * that is pending is not.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/49904
 * @see https://github.com/alexcasalboni/aws-lambda-power-tuning/pull/190
 */
const checkFound = ({ functionName }: FunctionAlias, pointedTo: PointedTo | undefined, account: Account): void => {
  const arn = functionArn(account, functionName, pointedTo?.number);
  if (pointedTo?.version === undefined) throw functionNotFound(arn);
  const { state } = pointedTo.version;
  if (state.value === "Failed") throw resourceNotReady(arn, state);
};

const deadLetterQueue = (version: PointedToVersion | undefined): string => {
  const config = version?.settings.other["DeadLetterConfig"] as { readonly TargetArn?: string } | undefined;
  return config?.TargetArn ?? "";
};
