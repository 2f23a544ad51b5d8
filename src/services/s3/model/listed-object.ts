import type { ObjectShape, StorageClass } from "../../../models/generated/s3.ts";
import { quotedETag, type ObjectVersion } from "./object-version.ts";

/** An object as listings show it, without its owner. */
export const toListedObject = (version: ObjectVersion, encode: (text: string) => string): ObjectShape => ({
  Key: encode(version.key),
  LastModified: new Date(version.lastModifiedMs),
  ETag: quotedETag(version.eTag),
  Size: version.sizeBytes,
  StorageClass: version.settings.storageClass as StorageClass,
  ChecksumAlgorithm: version.checksum && [version.checksum.name],
  ChecksumType: version.checksum?.type,
});
