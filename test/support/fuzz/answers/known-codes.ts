import type { ServiceModel } from "../../../../src/models/service-model.ts";

/**
 * Error codes that belong to no service, or that a service answers though its model does not know them: AWS's common
 * errors, those of its framework and of signatures.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const COMMON: ReadonlySet<string> = new Set([
  "AccessDeniedException",
  "BadDigest",
  "BadRequestException",
  "InvalidDigest",
  "InvalidRequest",
  "RequestEntityTooLargeException",
  "RequestTooLargeException",
  "SerializationException",
  "UnknownOperationException",
  "UnsupportedMediaTypeException",
  "ValidationException",
]);

const QUERY: ReadonlySet<string> = new Set([
  "AccessDenied",
  "InvalidAction",
  "InvalidParameterValue",
  "MalformedInput",
  "MissingAction",
  "MissingParameter",
  "ValidationError",
]);

const S3: ReadonlySet<string> = new Set([
  "AccessDenied",
  "BadRequest",
  "AccessControlListNotSupported",
  "AuthorizationHeaderMalformed",
  "BucketAlreadyExists",
  "BucketAlreadyOwnedByYou",
  "BucketNotEmpty",
  "EntityTooLarge",
  "EntityTooSmall",
  "IllegalLocationConstraintException",
  "IllegalVersioningConfigurationException",
  "IncompleteBody",
  "InvalidArgument",
  "InvalidBucketName",
  "InvalidBucketOwnerAWSAccountID",
  "InvalidBucketState",
  "InvalidLocationConstraint",
  "InvalidPart",
  "InvalidPartNumber",
  "InvalidPartOrder",
  "InvalidRange",
  "InvalidStorageClass",
  "InvalidTag",
  "InvalidTargetBucketForLogging",
  "InvalidURI",
  "KeyTooLongError",
  "MalformedACLError",
  "MalformedPolicy",
  "MalformedXML",
  "MetadataTooLarge",
  "MethodNotAllowed",
  "MissingContentLength",
  "MissingRequestBodyError",
  "MissingSecurityHeader",
  "NoSuchBucket",
  "NoSuchBucketPolicy",
  "NoSuchCORSConfiguration",
  "NoSuchKey",
  "NoSuchLifecycleConfiguration",
  "NoSuchPublicAccessBlockConfiguration",
  "NoSuchTagSet",
  "NoSuchUpload",
  "NoSuchVersion",
  "NoSuchWebsiteConfiguration",
  "NotImplemented",
  "ObjectLockConfigurationNotFoundError",
  "OwnershipControlsNotFoundError",
  "PreconditionFailed",
  "ReplicationConfigurationNotFoundError",
  "ServerSideEncryptionConfigurationNotFoundError",
  "UnexpectedContent",
  "XAmzContentSHA256Mismatch",
]);

const OF_PROTOCOL: Readonly<Record<string, ReadonlySet<string>>> = { query: QUERY, "rest-xml": S3 };

/** A service that once spoke the query protocol only has its codes in the others, too. */
export const isCommonCode = (code: string, { protocols }: ServiceModel): boolean =>
  COMMON.has(code) || protocols.some((protocol) => OF_PROTOCOL[protocol]?.has(code));
