import type { ServiceException } from "../../aws/service-exception.ts";
import {
  type EnvironmentError as EnvironmentErrorResponse,
  KMSAccessDeniedException,
  KMSDisabledException,
  KMSInvalidStateException,
  KMSNotFoundException,
} from "../../models/generated/lambda.ts";
import { invalidParameter } from "./exceptions.ts";
import type { EnvironmentError } from "./model/environment-cipher.ts";

const Type = "Service";
const CHECK_SETTINGS = "Please check the function's KMS key settings.";

/**
 * Why a function cannot be invoked whose variables cannot be read.
 * PARITY: nothing stands between `AccessDeniedException` and `KMS Message`, in this answer only.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
 */
export const cannotDecryptForInvoke = ({ code, kmsMessage }: EnvironmentError): ServiceException => {
  const because = "Lambda was unable to decrypt the environment variables because";
  switch (code) {
    case "DisabledException":
      return new KMSDisabledException({ message: `${because} the KMS key used is disabled. ${CHECK_SETTINGS}`, Type });
    case "KMSInvalidStateException":
      return new KMSInvalidStateException({
        message: `${because} the KMS key is in an invalid state for Decrypt. ${CHECK_SETTINGS}`,
        Type,
      });
    case "NotFoundException":
      return new KMSNotFoundException({ message: `${because} the KMS key was not found. ${CHECK_SETTINGS}`, Type });
    default:
      return new KMSAccessDeniedException({
        message: `${because} KMS access was denied. ${CHECK_SETTINGS} KMS Exception: ${code}KMS Message: ${kmsMessage}`,
        Type,
      });
  }
};

const REASONS: Readonly<Record<string, string>> = {
  DisabledException: "the KMS key used is disabled. Please check your KMS key settings.",
  KMSInvalidStateException: "the KMS key used is in an invalid state for Decrypt. Please check your KMS key settings.",
  NotFoundException: "the KMS key was not found. Please check your KMS key settings.",
};
const ACCESS_DENIED = "the KMS access was denied. Please check your KMS permissions.";

/** What stands in a configuration in the place of variables that cannot be read. */
export const toEnvironmentError = (error: EnvironmentError): EnvironmentErrorResponse => ({
  ErrorCode: error.code,
  Message: cannotDecrypt(error),
});

/** An update that would have to read variables which cannot be read. */
export const cannotReencrypt = (error: EnvironmentError): ServiceException => invalidParameter(cannotDecrypt(error));

const cannotDecrypt = ({ code, kmsMessage }: EnvironmentError): string =>
  "Lambda was unable to decrypt your environment variables because " +
  `${REASONS[code] ?? ACCESS_DENIED} KMS Exception: ${code} KMS Message: ${kmsMessage}`;

/** A key that variables cannot be encrypted under. PARITY: CreateGrant is what Lambda would ask KMS for. */
export const kmsKeyInvalid = (error: EnvironmentError): ServiceException =>
  invalidParameter(
    "Lambda was unable to configure access to your environment variables because the KMS key is invalid for " +
      `CreateGrant. Please check your KMS key settings. KMS Exception: ${error.code} KMS Message: ${error.kmsMessage}`,
  );
