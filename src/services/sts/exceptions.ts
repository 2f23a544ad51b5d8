import { ServiceException } from "../../aws/service-exception.ts";
import { MalformedPolicyDocumentException, PackedPolicyTooLargeException } from "../../models/generated/sts.ts";

/** A session token that was never issued here, was altered, or belongs to another access key. */
export const invalidClientTokenId = (): ServiceException =>
  new ServiceException({
    code: "InvalidClientTokenId",
    message: "The security token included in the request is invalid.",
    statusCode: 403,
  });

/** PARITY: the sentence has no full stop here, and has one in its neighbour above. */
export const expiredToken = (): ServiceException =>
  new ServiceException({
    code: "ExpiredTokenException",
    message: "The security token included in the request is expired",
    statusCode: 403,
  });

const accessDenied = (message: string): ServiceException =>
  new ServiceException({ code: "AccessDenied", message, statusCode: 403 });

const validationError = (message: string): ServiceException =>
  new ServiceException({ code: "ValidationError", message, statusCode: 400 });

/** Also for a role that does not exist, so that roles cannot be probed for. */
export const assumeRoleDenied = (callerArn: string, roleArn: string): ServiceException =>
  accessDenied(`User: ${callerArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`);

export const sessionTokenFromSession = (): ServiceException =>
  accessDenied("Cannot call GetSessionToken with session credentials");

export const mfaFailed = (): ServiceException =>
  accessDenied(
    "MultiFactorAuthentication failed, unable to validate MFA code.  " +
      "Please verify your MFA serial number is valid and associated with this user.",
  );

export const invalidRoleArn = (roleArn: string): ServiceException => validationError(`${roleArn} is invalid`);

export const durationExceedsRole = (): ServiceException =>
  validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");

export const durationExceedsChaining = (): ServiceException =>
  validationError("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");

export const malformedSessionPolicy = (): MalformedPolicyDocumentException =>
  new MalformedPolicyDocumentException({ message: "This policy contains invalid Json" });

export const packedPolicyTooLarge = (percent: number): PackedPolicyTooLargeException =>
  new PackedPolicyTooLargeException({
    message: `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
  });

const invalidParameterValue = (message: string): ServiceException =>
  new ServiceException({ code: "InvalidParameterValue", message, statusCode: 400 });

export const duplicateTagKeys = (): ServiceException =>
  invalidParameterValue("Duplicate tag keys found. Please note that Tag keys are case insensitive.");

export const transitiveTagNotRequested = (): ServiceException =>
  invalidParameterValue("The specified transitive tag key must be included in the requested tags.");

export const invalidAccessKeyId = (): ServiceException =>
  validationError("The specified value for accessKeyId is invalid.");
