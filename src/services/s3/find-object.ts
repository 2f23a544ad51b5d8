import {
  deletedKey,
  invalidRequest,
  invalidVersionId,
  markerNotReadable,
  noSuchKey,
  noSuchVersion,
} from "./exceptions.ts";
import type { CopySource } from "./model/copy-source.ts";
import { isVersionId } from "./model/identifiers.ts";
import type { ObjectVersion } from "./model/object-version.ts";
import type { S3Store } from "./store/s3-store.ts";

interface ObjectRequest {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

interface Looking {
  /** HTTP's, for the error that a delete marker answers with. */
  readonly method?: "GET" | "HEAD" | "PUT" | "DELETE";
  /** Whether a marker that is the newest version is named, or stands for there being nothing. */
  readonly sees?: "objects" | "markers";
}

/**
 * The object of that version, or the newest.
 * @throws ServiceException NoSuchKey, NoSuchVersion or MethodNotAllowed
 */
export const getObjectVersion = async (
  store: S3Store,
  { Bucket, Key, VersionId }: ObjectRequest,
  { method = "GET", sees = "objects" }: Looking = {},
): Promise<ObjectVersion> => {
  if (VersionId !== undefined && !isVersionId(VersionId)) throw invalidVersionId(VersionId);
  const version =
    VersionId === undefined
      ? await store.objects.findLatest(Bucket, Key)
      : await store.objects.findVersion(Bucket, Key, VersionId);
  if (version === undefined) throw VersionId === undefined ? noSuchKey(Key) : noSuchVersion(Key, VersionId);
  if (version.kind === "object") return version;
  throw VersionId === undefined && sees === "objects" ? deletedKey(version) : markerNotReadable(method, version);
};

/** The object that is to be copied. @throws ServiceException */
export const getCopySource = async (store: S3Store, from: CopySource): Promise<ObjectVersion> => {
  const { bucketName, key, versionId } = from;
  const named = versionId && (await store.objects.findVersion(bucketName, key, versionId));
  if (named && named.kind === "delete-marker") {
    throw invalidRequest("The source of a copy request may not specifically refer to a delete marker by version id.");
  }
  return getObjectVersion(store, { Bucket: bucketName, Key: key, VersionId: versionId });
};
