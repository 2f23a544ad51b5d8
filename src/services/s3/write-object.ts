import type { Clock } from "../../base/clock.ts";
import { keyTooLong, noSuchBucket } from "./exceptions.ts";
import type { Bucket } from "./model/bucket.ts";
import { checkWriteConditions } from "./model/conditions.ts";
import { newVersionId } from "./model/identifiers.ts";
import type { ObjectSettings } from "./model/object-settings.ts";
import { type Checksum, NULL_VERSION, type NewObject } from "./model/object-version.ts";
import type { Tags } from "./model/tags.ts";
import type { ReceivedBytes } from "./object-bytes.ts";
import type { S3Session } from "./store/schema.ts";
import type { S3Store } from "./store/s3-store.ts";

/** Source: Amazon S3 User Guide, object key naming guidelines. */
const MAX_KEY_BYTES = 1024;

export interface WriteTarget {
  readonly Bucket: string;
  readonly Key: string;
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

export interface WrittenVersion {
  /** Undefined where the bucket was never versioned, and so answers have no such header. */
  readonly versionId: string | undefined;
  readonly lastModifiedMs: number;
}

/** @throws ServiceException */
export const checkKey = (key: string): void => {
  const sizeBytes = Buffer.byteLength(key);
  if (sizeBytes > MAX_KEY_BYTES) throw keyTooLong(sizeBytes, MAX_KEY_BYTES);
};

/**
 * Makes bytes that are already stored an object, all at once: readers see the old version or the new one.
 * @throws ServiceException when the bucket is gone meanwhile or a condition does not hold
 */
export const writeObject = async (
  { store, clock }: { readonly store: S3Store; readonly clock: Clock },
  target: WriteTarget,
  object: NewObject,
  session: S3Session,
): Promise<WrittenVersion> => {
  const { Bucket: bucketName, Key: key } = target;
  const bucket = await store.buckets.find(bucketName, session);
  if (bucket === undefined) throw noSuchBucket(bucketName);
  checkWriteConditions(target, key, await store.objects.findLatest(bucketName, key, session));
  const versionId = bucket.versioning === "Enabled" ? newVersionId() : NULL_VERSION;
  const lastModifiedMs = wholeSeconds(clock.nowMs());
  await store.objects.insertObject({ bucketName, key, versionId, lastModifiedMs }, object, session);
  return { versionId: shownVersion(bucket, versionId), lastModifiedMs };
};

/** An object whose bytes came in one go. */
export const wholeObject = (
  { sha256, sizeBytes, eTag, checksum }: ReceivedBytes,
  settings: ObjectSettings,
  tags: Tags,
): NewObject & { readonly checksum: Checksum } => ({
  sizeBytes,
  eTag,
  checksum: { ...checksum, type: "FULL_OBJECT" },
  partCount: undefined,
  settings,
  tags,
  segments: [{ partNumber: 1, sha256, sizeBytes, checksum: undefined }],
});

/** PARITY: a bucket that was never versioned says nothing of versions. */
export const shownVersion = ({ versioning }: Bucket, versionId: string): string | undefined =>
  versioning === undefined ? undefined : versionId;

/** PARITY: a version without an id of its own is told by whoever reads it, but neither as what was put nor as a source. */
export const numberedVersion = (versionId: string | undefined): string | undefined =>
  versionId === NULL_VERSION ? undefined : versionId;

/** HTTP dates have no fractions, and a condition on a date must hold for the object it was read from. */
export const wholeSeconds = (ms: number): number => Math.floor(ms / 1000) * 1000;
