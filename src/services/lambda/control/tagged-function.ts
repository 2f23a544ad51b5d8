import type { Account } from "../../../aws/account.ts";
import { findArn } from "../../../aws/arn.ts";
import { invalidParameter, resourceNotFound } from "../exceptions.ts";
import { parseFunctionReference } from "../model/function-reference.ts";

/** What else can carry tags at AWS, by the kind in its ARN, and how AWS says that there is none. */
const OTHER_RESOURCES: Readonly<Record<string, string>> = {
  "code-signing-config": "Code signing config",
  "event-source-mapping": "Event source mapping",
  "capacity-provider": "Capacity provider",
  "network-connector": "Network connector",
};

/**
 * The name of the function whose tags are meant.
 * @throws ServiceException for versions and aliases, and for the other resources, of which there are none yet
 */
export const taggedFunctionName = (resource: string, account: Account): string => {
  const kind = findArn(resource)?.resource.split(":")[0] ?? "";
  const other = OTHER_RESOURCES[kind];
  if (other !== undefined) throw resourceNotFound(`${other} not found: ${resource}`);
  const { functionName, qualifier } = parseFunctionReference(resource, undefined, account);
  if (qualifier === undefined) return functionName;
  throw invalidParameter("Tags on function aliases and versions are not supported. Please specify a function ARN.");
};
