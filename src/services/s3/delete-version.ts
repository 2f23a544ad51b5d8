import type { Clock } from "../../base/clock.ts";
import {
  invalidArgument,
  invalidVersionId,
  noSuchBucket,
  preconditionFailed,
  unsupportedHeader,
} from "./exceptions.ts";
import { matchesETag } from "./model/conditions.ts";
import { isVersionId, newVersionId } from "./model/identifiers.ts";
import { NULL_VERSION } from "./model/object-version.ts";
import type { S3Session } from "./store/schema.ts";
import type { S3Store } from "./store/s3-store.ts";
import { wholeSeconds } from "./write-object.ts";

interface DeleteTarget {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
  /** Deletes nothing unless the newest object has this ETag. */
  readonly IfMatch?: string | undefined;
  readonly IfMatchLastModifiedTime?: Date | undefined;
  readonly IfMatchSize?: number | undefined;
}

export interface Deletion {
  /** Whether a delete marker was made, or removed. */
  readonly isDeleteMarker: boolean;
  /** Of what was removed, or of the marker that was made. */
  readonly versionId: string | undefined;
}

/**
 * Deletes as the bucket's versioning has it: with a version named, that one for good; without, the object itself
 * where no versions are kept, and otherwise by a delete marker. What is not there is as good as deleted.
 * @throws ServiceException PreconditionFailed when the object is not the one that the caller knows
 */
export const deleteVersion = async (
  { store, clock }: { readonly store: S3Store; readonly clock: Clock },
  target: DeleteTarget,
  session: S3Session,
): Promise<Deletion> => {
  const { Bucket: bucketName, Key: key, VersionId } = target;
  await checkDeleteConditions(store, target, session);
  const bucket = await store.buckets.find(bucketName, session);
  if (bucket === undefined) throw noSuchBucket(bucketName);
  if (VersionId !== undefined) {
    if (!isVersionId(VersionId)) throw invalidVersionId(VersionId);
    const version = await store.objects.findVersion(bucketName, key, VersionId, session);
    await store.objects.remove(bucketName, key, VersionId, session);
    return { isDeleteMarker: version?.kind === "delete-marker", versionId: VersionId };
  }
  if (bucket.versioning === undefined) {
    await store.objects.remove(bucketName, key, NULL_VERSION, session);
    return { isDeleteMarker: false, versionId: undefined };
  }
  const versionId = bucket.versioning === "Enabled" ? newVersionId() : NULL_VERSION;
  const lastModifiedMs = wholeSeconds(clock.nowMs());
  await store.objects.insertDeleteMarker({ bucketName, key, versionId, lastModifiedMs }, session);
  return { isDeleteMarker: true, versionId };
};

/** PARITY: no bucket here has an object lock, and none may be bypassed; not even not to bypass it may be asked. */
export const refuseBypass = (input: { readonly BypassGovernanceRetention?: boolean | undefined }): void => {
  if (input.BypassGovernanceRetention === undefined) return;
  throw invalidArgument(
    "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.",
    "x-amz-bypass-governance-retention",
  );
};

/** PARITY: dates and sizes are conditions of directory buckets only; a general purpose bucket does not know the headers. */
const checkDeleteConditions = async (store: S3Store, target: DeleteTarget, session: S3Session): Promise<void> => {
  if (target.IfMatchLastModifiedTime !== undefined) throw unsupportedHeader("x-amz-if-match-last-modified-time");
  if (target.IfMatchSize !== undefined) throw unsupportedHeader("x-amz-if-match-size");
  if (target.IfMatch === undefined) return;
  const latest = await store.objects.findLatest(target.Bucket, target.Key, session);
  if (latest?.kind === "object" && !matchesETag(target.IfMatch, latest.eTag)) throw preconditionFailed("If-Match");
};
