import type { ServiceException } from "../../aws/service-exception.ts";
import {
  type EnvironmentError as EnvironmentErrorResponse,
  KMSAccessDeniedException,
  KMSDisabledException,
  KMSInvalidStateException,
  KMSNotFoundException,
  type StateReasonCode,
} from "../../models/generated/lambda.ts";
import { invalidParameter } from "./exceptions.ts";
import type { KeyError } from "./model/data-keys.ts";

const Type = "Service";
const CHECK_SETTINGS = "Please check the function's KMS key settings.";

/** Why a function cannot be invoked whose variables cannot be read. */
export const cannotDecryptForInvoke = (error: KeyError): ServiceException =>
  cannotDecryptInvoked("the environment variables", error);

/** The same of a version whose snapshot cannot be read. The codes are AWS's, what it says then is not known. */
export const cannotDecryptSnapshot = (error: KeyError): ServiceException =>
  cannotDecryptInvoked("the SnapStart snapshot", error);

/**
 * PARITY: nothing stands between `AccessDeniedException` and `KMS Message`, in this answer only.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
 */
const cannotDecryptInvoked = (what: string, { code, kmsMessage }: KeyError): ServiceException => {
  const because = `Lambda was unable to decrypt ${what} because`;
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
const STATE_REASON_CODES: Readonly<Record<string, StateReasonCode>> = {
  DisabledException: "DisabledKMSKey",
  KMSInvalidStateException: "InvalidStateKMSKey",
  NotFoundException: "KMSKeyNotFound",
};
const ACCESS_DENIED = "the KMS access was denied. Please check your KMS permissions.";

/** What stands in a configuration in the place of variables that cannot be read. */
export const toEnvironmentError = (error: KeyError): EnvironmentErrorResponse => ({
  ErrorCode: error.code,
  Message: cannotDecrypt(error),
});

/** Why a version cannot be given a snapshot, as its state says it. The codes are AWS's, the words are not known. */
export const cannotEncryptSnapshot = ({ code, kmsMessage }: KeyError) => ({
  reason: `The SnapStart snapshot cannot be encrypted. KMS Exception: ${code} KMS Message: ${kmsMessage}`,
  reasonCode: STATE_REASON_CODES[code] ?? "KMSKeyAccessDenied",
});

/** An update that would have to read variables which cannot be read. */
export const cannotReencrypt = (error: KeyError): ServiceException => invalidParameter(cannotDecrypt(error));

const cannotDecrypt = ({ code, kmsMessage }: KeyError): string =>
  "Lambda was unable to decrypt your environment variables because " +
  `${REASONS[code] ?? ACCESS_DENIED} KMS Exception: ${code} KMS Message: ${kmsMessage}`;

/** A key that variables cannot be encrypted under. PARITY: CreateGrant is what Lambda would ask KMS for. */
export const kmsKeyInvalid = (error: KeyError): ServiceException =>
  invalidParameter(
    "Lambda was unable to configure access to your environment variables because the KMS key is invalid for " +
      `CreateGrant. Please check your KMS key settings. KMS Exception: ${error.code} KMS Message: ${error.kmsMessage}`,
  );
