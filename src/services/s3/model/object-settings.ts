import type {
  GetObjectOutput,
  PutObjectRequest,
  ServerSideEncryption,
  StorageClass,
} from "../../../models/generated/s3.ts";
import { invalidStorageClass, metadataTooLarge, unsupportedEncryption } from "../exceptions.ts";

/** What is said of an object when it is written, and given back with it. */
export interface ObjectSettings {
  readonly contentType?: string | undefined;
  readonly cacheControl?: string | undefined;
  readonly contentDisposition?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly contentLanguage?: string | undefined;
  /** As it was written, date or not. */
  readonly expires?: string | undefined;
  readonly websiteRedirectLocation?: string | undefined;
  /** Names in lower case, without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly storageClass: string;
  /** LIMIT: kept and given back; the bytes lie on disk as they are. */
  readonly serverSideEncryption?: ServerSideEncryption | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly bucketKeyEnabled?: boolean | undefined;
}

type SettingsRequest = Pick<
  PutObjectRequest,
  | "ContentType"
  | "CacheControl"
  | "ContentDisposition"
  | "ContentEncoding"
  | "ContentLanguage"
  | "Expires"
  | "WebsiteRedirectLocation"
  | "Metadata"
  | "StorageClass"
  | "ServerSideEncryption"
  | "SSEKMSKeyId"
  | "BucketKeyEnabled"
  | "SSECustomerAlgorithm"
>;

const DEFAULT_CONTENT_TYPE = "binary/octet-stream";
const MAX_METADATA_BYTES = 2048;

/** Classes that an object can be put in and read from at once. */
const STORAGE_CLASSES: ReadonlySet<string> = new Set([
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
]);

/** @throws ServiceException for a storage class that is none, too much metadata, or a key of the customer's own */
export const settingsOf = (input: SettingsRequest): ObjectSettings => {
  if (input.SSECustomerAlgorithm !== undefined) throw unsupportedEncryption();
  const storageClass = input.StorageClass ?? "STANDARD";
  if (!STORAGE_CLASSES.has(storageClass)) throw invalidStorageClass(storageClass);
  const metadata = input.Metadata ?? {};
  const metadataBytes = Object.entries(metadata).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  if (metadataBytes > MAX_METADATA_BYTES) throw metadataTooLarge(metadataBytes, MAX_METADATA_BYTES);
  return {
    contentType: input.ContentType,
    cacheControl: input.CacheControl,
    contentDisposition: input.ContentDisposition,
    contentEncoding: withoutTransportCoding(input.ContentEncoding),
    contentLanguage: input.ContentLanguage,
    expires: input.Expires,
    websiteRedirectLocation: input.WebsiteRedirectLocation,
    metadata,
    storageClass,
    ...encryptionOf(input),
  };
};

/** PARITY: a copy keeps what is said of the object, but not how and where it is stored. */
export const copiedSettings = (source: ObjectSettings, input: SettingsRequest): ObjectSettings => {
  const wanted = settingsOf(input);
  return {
    ...source,
    websiteRedirectLocation: wanted.websiteRedirectLocation,
    storageClass: wanted.storageClass,
    ...encryptionOf(input),
  };
};

const encryptionOf = (input: SettingsRequest) => ({
  serverSideEncryption: input.ServerSideEncryption,
  kmsKeyId: input.SSEKMSKeyId,
  bucketKeyEnabled: input.BucketKeyEnabled,
});

/** PARITY: `aws-chunked` is how the body travelled, and no property of the object. */
const withoutTransportCoding = (encoding: string | undefined): string | undefined => {
  const codings = encoding?.split(",").map((coding) => coding.trim());
  const kept = codings?.filter((coding) => coding !== "" && coding !== "aws-chunked");
  return kept === undefined || kept.length === 0 ? undefined : kept.join(",");
};

/** The headers that reading an object answers with. */
export const settingsOutput = (settings: ObjectSettings) =>
  ({
    ContentType: settings.contentType ?? DEFAULT_CONTENT_TYPE,
    CacheControl: settings.cacheControl,
    ContentDisposition: settings.contentDisposition,
    ContentEncoding: settings.contentEncoding,
    ContentLanguage: settings.contentLanguage,
    Expires: settings.expires,
    WebsiteRedirectLocation: settings.websiteRedirectLocation,
    Metadata: settings.metadata,
    // PARITY: the usual class goes without saying.
    StorageClass: settings.storageClass === "STANDARD" ? undefined : (settings.storageClass as StorageClass),
    ...encryptionOutput(settings),
  }) satisfies GetObjectOutput;

/** The headers that writing an object answers with. */
export const encryptionOutput = (settings: ObjectSettings) => ({
  ServerSideEncryption: settings.serverSideEncryption,
  SSEKMSKeyId: settings.kmsKeyId,
  BucketKeyEnabled: settings.bucketKeyEnabled,
});
