import type { Account } from "../../../aws/account.ts";
import { findArn } from "../../../aws/arn.ts";
import { nameAndIdentifier, nameOrIdentifierRequired, resourceNotFound } from "../exceptions.ts";

/** The group's ARN as `logGroupArn` and tagging have it. */
export const logGroupArn = ({ partition, region, accountId }: Account, logGroupName: string): string =>
  `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroupName}`;

/** PARITY: the older `arn` of a group ends with `:*`, for all its streams. */
export const logGroupStreamsArn = (account: Account, logGroupName: string): string =>
  `${logGroupArn(account, logGroupName)}:*`;

export const logStreamArn = (account: Account, logGroupName: string, logStreamName: string): string =>
  `${logGroupArn(account, logGroupName)}:log-stream:${logStreamName}`;

/** The group's name from a name or an ARN with or without `:*`. */
export const logGroupNameOf = (identifier: string): string => {
  const resource = findArn(identifier)?.resource;
  if (resource === undefined || !resource.startsWith("log-group:")) return identifier;
  return resource.slice("log-group:".length).replace(/:\*$/, "");
};

/** The name of the group that a request is about. @throws ValidationException unless exactly one of the two is given */
export const requestedLogGroupName = (request: {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}): string => {
  if (request.logGroupName !== undefined && request.logGroupIdentifier !== undefined) throw nameAndIdentifier();
  const identifier = request.logGroupName ?? request.logGroupIdentifier;
  if (identifier === undefined) throw nameOrIdentifierRequired();
  return logGroupNameOf(identifier);
};

/** The name of the group that a tagging request is about. @throws ResourceNotFoundException for other resources */
export const taggedLogGroupName = (resourceArn: string): string => {
  const arn = findArn(resourceArn);
  if (arn === undefined || !arn.resource.startsWith("log-group:")) throw resourceNotFound();
  return logGroupNameOf(resourceArn);
};
