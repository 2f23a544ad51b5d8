import { ServiceException } from "../../aws/service-exception.ts";
import {
  AlreadyExistsException,
  DisabledException,
  DryRunOperationException,
  IncorrectKeyException,
  InvalidArnException,
  InvalidCiphertextException,
  InvalidKeyUsageException,
  InvalidMarkerException,
  KMSInvalidMacException,
  KMSInvalidSignatureException,
  KMSInvalidStateException,
  LimitExceededException,
  MalformedPolicyDocumentException,
  NotFoundException,
  TagException,
  UnsupportedOperationException,
} from "../../models/generated/kms.ts";

export const keyNotFound = (keyArn: string): ServiceException =>
  new NotFoundException({ message: `Key '${keyArn}' does not exist` });

/** PARITY: here a full stop, and none above. */
export const aliasNotFound = (aliasArn: string): ServiceException =>
  new NotFoundException({ message: `Alias ${aliasArn} is not found.` });

export const invalidKeyId = (keyId: string): ServiceException =>
  new NotFoundException({ message: `Invalid keyId '${keyId}'` });

/** PARITY: AWS names the region and calls it an ARN. */
export const regionMismatch = (region: string): ServiceException =>
  new NotFoundException({ message: `Invalid arn ${region}` });

export const policyNotFound = (): ServiceException => new NotFoundException({ message: "No such policy exists" });

export const invalidArn = (arn: string): ServiceException =>
  new InvalidArnException({ message: `ARN ${arn} does not refer to a key of this account.` });

export const aliasesNotSupported = (): ServiceException =>
  new InvalidArnException({ message: "Key Aliases are not supported for this operation." });

export const aliasExists = (aliasArn: string): ServiceException =>
  new AlreadyExistsException({ message: `An alias with the name ${aliasArn} already exists` });

/** PARITY: whatever begins with `alias/aws/` is AWS's own, and AWS says nothing but this code. */
export const aliasReserved = (): ServiceException =>
  new ServiceException({ code: "NotAuthorizedException", message: "", statusCode: 400 });

export const keyDisabled = (keyArn: string): ServiceException =>
  new DisabledException({ message: `${keyArn} is disabled.` });

export const keyPendingDeletion = (keyArn: string): ServiceException =>
  new KMSInvalidStateException({ message: `${keyArn} is pending deletion.` });

export const keyNotPendingDeletion = (keyArn: string): ServiceException =>
  new KMSInvalidStateException({ message: `${keyArn} is not pending deletion.` });

/** PARITY: nothing about what is wrong with it, so that ciphertexts cannot be probed. */
export const invalidCiphertext = (): ServiceException => new InvalidCiphertextException({ message: "" });

export const incorrectKey = (): ServiceException =>
  new IncorrectKeyException({
    message: "The key ID in the request does not identify a CMK that can perform this operation.",
  });

/** A ciphertext whose key has been destroyed, when the caller named no key. */
export const ciphertextKeyNotFound = (): ServiceException =>
  accessDenied(
    "The ciphertext refers to a customer master key that does not exist, does not exist in this region, " +
      "or you are not allowed to access.",
  );

/** What the policy of an AWS-managed key lets nobody do. */
export const managedKeyDenied = (callerArn: string, operationName: string, keyArn: string): ServiceException =>
  accessDenied(
    `User: ${callerArn} is not authorized to perform: kms:${operationName} on resource: ${keyArn} ` +
      `because no resource-based policy allows the kms:${operationName} action`,
  );

/** PARITY: 400, where most of AWS answers 403. */
const accessDenied = (message: string): ServiceException =>
  new ServiceException({ code: "AccessDeniedException", message, statusCode: 400 });

export const usageNotValid = (keyArn: string, usage: string, operationName: string): ServiceException =>
  new InvalidKeyUsageException({
    message: `${keyArn} key usage is ${usage} which is not valid for ${operationName}.`,
  });

export const algorithmIncompatible = (algorithm: string, spec: string): ServiceException =>
  new InvalidKeyUsageException({ message: `Algorithm ${algorithm} is incompatible with key spec ${spec}.` });

export const invalidMac = (): ServiceException => new KMSInvalidMacException({ message: "" });

export const invalidSignature = (): ServiceException => new KMSInvalidSignatureException({ message: "" });

export const invalidMarker = (): ServiceException => new InvalidMarkerException({ message: "Could not parse marker" });

export const tagException = (message: string): ServiceException => new TagException({ message });

export const malformedPolicy = (message: string): ServiceException => new MalformedPolicyDocumentException({ message });

export const rotationsExhausted = (keyArn: string): ServiceException =>
  new LimitExceededException({
    message:
      "The on-demand rotations limit has been reached for the given keyId. " +
      `No more on-demand rotations can be performed for this key: ${keyArn}`,
  });

export const dryRun = (): ServiceException =>
  new DryRunOperationException({ message: "The request would have succeeded, but the DryRun option is set." });

/** @param message why, in words for the caller; AWS's own is empty */
export const unsupported = (message = ""): ServiceException => new UnsupportedOperationException({ message });

export const validationError = (message: string): ServiceException =>
  new ServiceException({ code: "ValidationException", message, statusCode: 400 });
