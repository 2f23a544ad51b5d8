/** Wordings about versions and aliases. */
import type { ServiceException } from "../../aws/service-exception.ts";
import {
  InvalidParameterValueException,
  ResourceConflictException,
  ResourceNotFoundException,
} from "../../models/generated/lambda.ts";
import { invalidParameter } from "./exceptions.ts";

const Type = "User";

/** @param expected and @param actual in base64 */
export const codeSha256Mismatch = (expected: string, actual: string): ServiceException =>
  invalidParameter(
    `CodeSHA256 (${expected}) is different from current CodeSHA256 in $LATEST (${actual}). ` +
      "Please try again with the CodeSHA256 in $LATEST.",
  );

/** @see https://github.com/karl-cardenas-coding/go-lambda-cleanup/issues/45 for the words */
export const versionReferenced = (aliasNames: readonly string[]): ServiceException =>
  new ResourceConflictException({
    message: `Unable to delete version because the following aliases reference it: [${aliasNames.join(", ")}]`,
    Type,
  });

export const latestNotDeletable = (): ServiceException =>
  invalidParameter("$LATEST version cannot be deleted without deleting the function.");

export const aliasNotDeletable = (): ServiceException =>
  invalidParameter("Deletion of aliases is not currently supported.");

export const aliasExists = (aliasArn: string): ServiceException =>
  new ResourceConflictException({ message: `Alias already exists: ${aliasArn}`, Type });

/** PARITY: reading an alias and changing it have different words for the same thing. */
export const cannotFindAlias = (aliasArn: string): ServiceException =>
  new ResourceNotFoundException({ message: `Cannot find alias arn: ${aliasArn}`, Type });

export const aliasNotFound = (aliasArn: string): ServiceException =>
  new ResourceNotFoundException({ message: `Alias not found: ${aliasArn}`, Type });

export const tooManyAdditionalVersions = (): ServiceException =>
  invalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1");

export const versionAlreadyRouted = (version: string): ServiceException =>
  invalidParameter(
    `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
  );

/** PARITY: the one refusal here without a `Type`. */
export const latestNotRoutable = (): ServiceException =>
  new InvalidParameterValueException({
    message: "$LATEST is not supported for an alias pointing to more than 1 version",
    Type: undefined,
  });

/** @see https://github.com/serverless-heaven/serverless-aws-alias/issues/64 for the words */
export const differentRoles = (): ServiceException =>
  invalidParameter("Specified versions must be associated with the same execution role");

/** AWS states the rule, our words follow the ones about roles. */
export const differentDeadLetterQueues = (): ServiceException =>
  invalidParameter("Specified versions must be associated with the same dead-letter queue, or with none");
