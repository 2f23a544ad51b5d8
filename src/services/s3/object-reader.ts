import type { FoundObject, ObjectLocation, ObjectReader } from "./contract.ts";
import { noSuchBucket } from "./exceptions.ts";
import { getObjectVersion } from "./find-object.ts";
import { quotedETag } from "./model/object-version.ts";
import { readSegments, type ObjectBlobs } from "./object-bytes.ts";
import type { S3Store } from "./store/s3-store.ts";
import { shownVersion } from "./write-object.ts";

/** How other services of this server read objects: past HTTP, by the same rules. */
export class StoredObjectReader implements ObjectReader {
  readonly #store: S3Store;
  readonly #blobs: ObjectBlobs;

  constructor(store: S3Store, blobs: ObjectBlobs) {
    this.#store = store;
    this.#blobs = blobs;
  }

  async find({ bucket: bucketName, key, versionId }: ObjectLocation): Promise<FoundObject> {
    const bucket = await this.#store.buckets.find(bucketName);
    if (bucket === undefined) throw noSuchBucket(bucketName);
    const version = await getObjectVersion(this.#store, { Bucket: bucketName, Key: key, VersionId: versionId });
    const segments = await this.#store.objects.segments(version.objectId);
    return {
      sizeBytes: version.sizeBytes,
      eTag: quotedETag(version.eTag),
      versionId: shownVersion(bucket, version.versionId),
      open: () => readSegments(this.#blobs, segments),
    };
  }
}
