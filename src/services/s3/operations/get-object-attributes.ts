import type {
  GetObjectAttributesParts,
  GetObjectAttributesRequest,
  StorageClass,
} from "../../../models/generated/s3.ts";
import { unsupportedEncryption } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { getObjectVersion } from "../find-object.ts";
import { checksumMember, checksumOutput } from "../model/checksums.ts";
import { pageLimit } from "../model/list-limits.ts";
import type { Checksum, ObjectVersion, Segment } from "../model/object-version.ts";
import { operation } from "../operation.ts";
import { shownVersion } from "../write-object.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export const getObjectAttributes = operation("GetObjectAttributes", async (input, context) => {
  const { store } = context;
  const bucket = await getBucket(input, context);
  if (input.SSECustomerAlgorithm !== undefined) throw unsupportedEncryption();
  const version = await getObjectVersion(store, input);
  const wanted = new Set(input.ObjectAttributes);
  const segments = wanted.has("ObjectParts") ? await store.objects.segments(version.objectId) : [];
  return {
    LastModified: new Date(version.lastModifiedMs),
    VersionId: shownVersion(bucket, version.versionId),
    // PARITY: the one place where an ETag has no quotes.
    ETag: wanted.has("ETag") ? version.eTag : undefined,
    Checksum: wanted.has("Checksum") && version.checksum !== undefined ? bareChecksum(version.checksum) : undefined,
    ObjectParts: wanted.has("ObjectParts") ? partsOf(input, version, segments) : undefined,
    StorageClass: wanted.has("StorageClass") ? (version.settings.storageClass as StorageClass) : undefined,
    ObjectSize: wanted.has("ObjectSize") ? version.sizeBytes : undefined,
  };
});

/** PARITY: the one place where a composite does not tell of how many parts it is. */
const bareChecksum = (checksum: Checksum) =>
  checksumOutput({ ...checksum, value: checksum.value.replace(/-\d+$/, "") });

/** PARITY: the parts themselves are listed only where each has a checksum that the object's is made of. */
const partsOf = (
  input: GetObjectAttributesRequest,
  { partCount, checksum }: ObjectVersion,
  segments: readonly Segment[],
): GetObjectAttributesParts | undefined => {
  if (partCount === undefined) return undefined;
  if (checksum?.type !== "COMPOSITE") return { TotalPartsCount: partCount };
  const limit = pageLimit(input.MaxParts, "max-parts");
  const marker = input.PartNumberMarker ?? 0;
  const page = segments.slice(marker, marker + limit);
  return {
    TotalPartsCount: partCount,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.partNumber ?? 0,
    MaxParts: limit,
    IsTruncated: marker + page.length < partCount,
    Parts: page.map((segment) => ({
      PartNumber: segment.partNumber,
      Size: segment.sizeBytes,
      ...checksumMember(checksum.name, segment.checksum ?? ""),
    })),
  };
};
