/**
 * S3's errors in S3's words. Most are not in its model. What stands in `properties` becomes an element of its own.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
import { ServiceException } from "../../aws/service-exception.ts";

type Properties = Readonly<Record<string, string | number>>;

const s3Error = (code: string, statusCode: number, message: string, properties: Properties = {}): ServiceException =>
  new ServiceException({ code, statusCode, message, properties });

export const noSuchBucket = (BucketName: string) =>
  s3Error("NoSuchBucket", 404, "The specified bucket does not exist", { BucketName });

export const accessDenied = () => s3Error("AccessDenied", 403, "Access Denied");

export const bucketAlreadyOwnedByYou = (BucketName: string) =>
  s3Error(
    "BucketAlreadyOwnedByYou",
    409,
    "Your previous request to create the named bucket succeeded and you already own it.",
    { BucketName },
  );

export const invalidBucketName = (BucketName: string) =>
  s3Error("InvalidBucketName", 400, "The specified bucket is not valid.", { BucketName });

export const bucketNotEmpty = (BucketName: string, { versioned }: { readonly versioned: boolean }) =>
  s3Error(
    "BucketNotEmpty",
    409,
    versioned
      ? "The bucket you tried to delete is not empty. You must delete all versions in the bucket."
      : "The bucket you tried to delete is not empty",
    { BucketName },
  );

export const invalidLocationConstraint = (LocationConstraint: string) =>
  s3Error("InvalidLocationConstraint", 400, "The specified location-constraint is not valid", { LocationConstraint });

export const illegalLocationConstraint = (constraint: string) =>
  s3Error(
    "IllegalLocationConstraintException",
    400,
    `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );

export const noSuchKey = (Key: string) => s3Error("NoSuchKey", 404, "The specified key does not exist.", { Key });

/** The newest version is a delete marker: to whoever names no version, there is nothing. */
export const deletedKey = ({ key, versionId }: { readonly key: string; readonly versionId: string }) =>
  new ServiceException({
    code: "NoSuchKey",
    statusCode: 404,
    message: "The specified key does not exist.",
    properties: { Key: key },
    headers: { "x-amz-delete-marker": "true", "x-amz-version-id": versionId },
  });

/** A delete marker has nothing to read. */
export const markerNotReadable = (
  method: string,
  { versionId, lastModifiedMs }: { readonly versionId: string; readonly lastModifiedMs: number },
) =>
  new ServiceException({
    code: "MethodNotAllowed",
    statusCode: 405,
    message: "The specified method is not allowed against this resource.",
    properties: { Method: method, ResourceType: "DeleteMarker" },
    headers: {
      Allow: "DELETE",
      "Last-Modified": new Date(lastModifiedMs).toUTCString(),
      "x-amz-delete-marker": "true",
      "x-amz-version-id": versionId,
    },
  });

export const noSuchVersion = (Key: string, VersionId: string) =>
  s3Error("NoSuchVersion", 404, "The specified version does not exist.", { Key, VersionId });

/** @param ArgumentValue left out where S3 does not repeat it */
export const invalidArgument = (message: string, ArgumentName: string, ArgumentValue?: string | number) =>
  s3Error("InvalidArgument", 400, message, {
    ArgumentName,
    ...(ArgumentValue === undefined ? {} : { ArgumentValue }),
  });

export const invalidVersionId = (versionId: string) =>
  invalidArgument("Invalid version id specified", "versionId", versionId);

export const keyTooLong = (sizeBytes: number, MaxSizeAllowed: number) =>
  s3Error("KeyTooLongError", 400, "Your key is too long", { Size: sizeBytes, MaxSizeAllowed });

export const metadataTooLarge = (sizeBytes: number, MaxSizeAllowed: number) =>
  s3Error("MetadataTooLarge", 400, "Your metadata headers exceed the maximum allowed metadata size", {
    Size: sizeBytes,
    MaxSizeAllowed,
  });

export const invalidStorageClass = (StorageClassRequested: string) =>
  s3Error("InvalidStorageClass", 400, "The storage class you specified is not valid", { StorageClassRequested });

export const entityTooLarge = (ProposedSize: number, MaxSizeAllowed: number) =>
  s3Error("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size", {
    ProposedSize,
    MaxSizeAllowed,
  });

export const preconditionFailed = (Condition: string) =>
  s3Error("PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold", { Condition });

/** No error to a browser, but nothing to send either. */
export const notModified = ({ eTag, lastModifiedMs }: { readonly eTag: string; readonly lastModifiedMs: number }) =>
  new ServiceException({
    code: "NotModified",
    statusCode: 304,
    message: "Not Modified",
    headers: { ETag: `"${eTag}"`, "Last-Modified": new Date(lastModifiedMs).toUTCString() },
  });

export const invalidRange = (RangeRequested: string, ActualObjectSize: number) =>
  s3Error("InvalidRange", 416, "The requested range is not satisfiable", { RangeRequested, ActualObjectSize });

export const invalidPartNumber = (PartNumberRequested: number, ActualPartCount: number) =>
  s3Error("InvalidPartNumber", 416, "The requested partnumber is not satisfiable", {
    PartNumberRequested,
    ActualPartCount,
  });

export const invalidRequest = (message: string) => s3Error("InvalidRequest", 400, message);

export const malformedXml = () =>
  s3Error(
    "MalformedXML",
    400,
    "The XML you provided was not well-formed or did not validate against our published schema",
  );

export const noSuchUpload = (UploadId: string) =>
  s3Error(
    "NoSuchUpload",
    404,
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    { UploadId },
  );

export const invalidPart = (details: {
  readonly UploadId: string;
  readonly PartNumber: number;
  readonly ETag: string;
}) =>
  s3Error(
    "InvalidPart",
    400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    details,
  );

export const invalidPartOrder = (UploadId: string) =>
  s3Error(
    "InvalidPartOrder",
    400,
    "The list of parts was not in ascending order. Parts must be ordered by part number.",
    { UploadId },
  );

export const entityTooSmall = (details: {
  readonly ProposedSize: number;
  readonly MinSizeAllowed: number;
  readonly PartNumber: number;
  readonly ETag: string;
}) => s3Error("EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size", details);

/** @param name in capitals for an object that was put, in small letters for one that was joined */
export const badDigest = (name: string) =>
  s3Error("BadDigest", 400, `The ${name} you specified did not match the calculated checksum.`);

export const badPartDigest = (name: string, partNumber: number) =>
  s3Error("BadDigest", 400, `The ${name} you specified for part ${partNumber} did not match what we received.`);

export const accessControlListNotSupported = () =>
  s3Error("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");

export const malformedPolicy = (message: string) => s3Error("MalformedPolicy", 400, message);

export const illegalVersioning = () =>
  s3Error("IllegalVersioningConfigurationException", 400, "The Versioning element must be specified");

export const invalidBucketOwner = (accountId: string) =>
  s3Error(
    "InvalidBucketOwnerAWSAccountID",
    400,
    `The value of the expected bucket owner parameter must be an AWS Account ID... [${accountId}]`,
  );

export const noAccessControlList = () =>
  s3Error("MissingSecurityHeader", 400, "Your request was missing a required header", {
    MissingHeaderName: "x-amz-acl",
  });

export const unexpectedContent = () => s3Error("UnexpectedContent", 400, "This request does not support content");

const invalidTag = (message: string, properties: Properties = {}) => s3Error("InvalidTag", 400, message, properties);

export const systemTag = (TagKey: string) => invalidTag("System tags cannot be added/updated by requester", { TagKey });

export const prefixedTag = (TagKey: string) => invalidTag("Your TagKey cannot be prefixed with aws:", { TagKey });

export const reservedTagOfNewBucket = () =>
  invalidTag(
    'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.',
  );

export const invalidTagKey = (TagKey: string) => invalidTag("The TagKey you have provided is invalid", { TagKey });

export const invalidTagValue = (TagKey: string, TagValue: string) =>
  invalidTag("The TagValue you have provided is invalid", { TagKey, TagValue });

export const duplicateTagKeys = (TagKey: string) =>
  invalidTag("Cannot provide multiple Tags with the same key", { TagKey });

export const tooManyTags = (owner: "object" | "bucket", limit: number) =>
  s3Error(
    "BadRequest",
    400,
    owner === "object"
      ? `Object tags cannot be greater than ${limit}`
      : `Bucket tag count cannot be greater than ${limit}`,
  );

export const badTagHeader = (header: string) =>
  invalidArgument(
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    "x-amz-tagging",
    header,
  );

/** What AWS has and this server does not, or neither has: said openly, never pretended. */
const notImplemented = (Header: string, properties: Properties = {}) =>
  s3Error("NotImplemented", 501, "A header you provided implies functionality that is not implemented", {
    Header,
    ...properties,
  });

export const conditionNotAccepted = (header: string) =>
  notImplemented(header, {
    additionalMessage: `We don't accept the provided value of ${header} header for this API`,
  });

export const severalConditions = () =>
  notImplemented("If-Match,If-None-Match", {
    additionalMessage: "Multiple conditional request headers present in the request",
  });

export const unsupportedEncryption = () => notImplemented("x-amz-server-side-encryption-customer-algorithm");

export const unsupportedHeader = (header: string) => notImplemented(header);

export const illegalCopyToItself = () =>
  invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );

/** S3 failed while it sent an object. */
export const internalError = (cause: unknown) =>
  new ServiceException({
    code: "InternalError",
    statusCode: 500,
    message: "We encountered an internal error. Please try again.",
    cause,
  });

/** What a bucket answers when a configuration was never put, by AWS's name for its absence. */
export const notConfigured = (code: string, message: string, BucketName: string) =>
  s3Error(code, 404, message, { BucketName });
