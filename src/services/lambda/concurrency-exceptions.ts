/** Wordings about provisioned concurrency. */
import type { ServiceException } from "../../aws/service-exception.ts";
import {
  ProvisionedConcurrencyConfigNotFoundException,
  ResourceConflictException,
} from "../../models/generated/lambda.ts";
import { concurrencyExhausted, invalidParameter } from "./exceptions.ts";

const Type = "User";

export const noProvisionedConcurrencyConfig = (): ServiceException =>
  new ProvisionedConcurrencyConfigNotFoundException({
    message: "No Provisioned Concurrency Config found for this function",
    Type,
  });

export const notProvisionable = (): ServiceException =>
  invalidParameter("Provisioned Concurrency Configs cannot be applied to unpublished function versions.");

export const aliasOrVersionOnly = (): ServiceException =>
  invalidParameter("The function resource provided must be an alias or a published version.");

export const versionOfProvisionedAlias = (): ServiceException =>
  new ResourceConflictException({ message: "Version is pointed by a Provisioned Concurrency alias", Type });

/** @see https://github.com/localstack/localstack for the words, which it recorded from AWS */
export const aliasOfProvisionedVersion = (): ServiceException =>
  new ResourceConflictException({
    message: "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    Type,
  });

/** @see https://github.com/hashicorp/terraform/issues/24957 for the words */
export const weightedAlias = (): ServiceException =>
  invalidParameter("Alias with weights can not be used with Provisioned Concurrency");

/** Of an alias that is moved. AWS has these words; for which moves exactly, it does not say. */
export const invalidProvisionedAlias = (): ServiceException =>
  invalidParameter("Invalid alias configuration for Provisioned Concurrency");

export const moreThanReserved = (): ServiceException =>
  invalidParameter(
    "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
  );

export const moreThanUnreserved = (unreserved: number): ServiceException =>
  concurrencyExhausted(
    `Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [${unreserved}].`,
  );

/** PARITY: nearly the words for a reservation that is too large. */
export const tooLittleUnreserved = (minimum: number): ServiceException =>
  concurrencyExhausted(
    "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution " +
      `below its minimum value of [${minimum}].`,
  );

export const reservationTooLarge = (minimum: number): ServiceException =>
  concurrencyExhausted(
    "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution " +
      `below its minimum value of [${minimum}].`,
  );

/** PARITY: AWS states the rule; the words are those that it has for what else goes with SnapStart or not. */
export const snapStartNotProvisionable = (): ServiceException =>
  invalidParameter("Provisioned concurrency is not supported for SnapStart enabled functions.");
