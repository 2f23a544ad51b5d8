import { deletedKey, invalidVersionId, markerNotReadable, noSuchKey, noSuchVersion } from "./exceptions.ts";
import { isVersionId } from "./model/identifiers.ts";
import type { ObjectVersion } from "./model/object-version.ts";
import type { S3Store } from "./store/s3-store.ts";

interface ObjectRequest {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

/**
 * The object of that version, or the newest.
 * @param method HTTP's, for the error that a delete marker answers with
 * @throws ServiceException NoSuchKey, NoSuchVersion or MethodNotAllowed
 */
export const getObjectVersion = async (
  store: S3Store,
  { Bucket, Key, VersionId }: ObjectRequest,
  method = "GET",
): Promise<ObjectVersion> => {
  if (VersionId !== undefined && !isVersionId(VersionId)) throw invalidVersionId(VersionId);
  const version =
    VersionId === undefined
      ? await store.objects.findLatest(Bucket, Key)
      : await store.objects.findVersion(Bucket, Key, VersionId);
  if (version === undefined) throw VersionId === undefined ? noSuchKey(Key) : noSuchVersion(Key, VersionId);
  if (version.kind === "object") return version;
  throw VersionId === undefined ? deletedKey(version) : markerNotReadable(method, version);
};
