import type { Account } from "../../../aws/account.ts";
import type { AliasConfiguration, AliasRoutingConfiguration } from "../../../models/generated/lambda.ts";
import type { FunctionAlias } from "../model/function-alias.ts";
import { functionArn } from "../model/function-reference.ts";
import { tooManyAdditionalVersions } from "../version-exceptions.ts";

/** An alias as the API shows it. */
export const toAliasConfiguration = (alias: FunctionAlias, account: Account): AliasConfiguration => ({
  AliasArn: functionArn(account, alias.functionName, alias.name),
  Name: alias.name,
  FunctionVersion: alias.functionVersion,
  Description: alias.description,
  ...toRoutingConfig(alias),
  RevisionId: alias.revisionId,
});

const toRoutingConfig = ({ additionalVersion }: FunctionAlias): AliasConfiguration => {
  if (additionalVersion === undefined) return {};
  return { RoutingConfig: { AdditionalVersionWeights: { [additionalVersion.version]: additionalVersion.weight } } };
};

/**
 * What a request says of a second version; an empty configuration says that there is none.
 * @throws ServiceException for more than one
 */
export const readRoutingConfig = (config: AliasRoutingConfiguration): FunctionAlias["additionalVersion"] => {
  const [first, ...more] = Object.entries(config.AdditionalVersionWeights ?? {});
  if (more.length > 0) throw tooManyAdditionalVersions();
  if (first === undefined) return undefined;
  const [version, weight] = first;
  return { version, weight };
};
