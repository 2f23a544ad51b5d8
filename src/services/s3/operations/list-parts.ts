import type { StorageClass } from "../../../models/generated/s3.ts";
import { getBucket } from "../find-bucket.ts";
import { getUpload } from "../find-upload.ts";
import { checksumMember } from "../model/checksums.ts";
import { pageLimit } from "../model/list-limits.ts";
import { quotedETag } from "../model/object-version.ts";
import { ownerOf } from "../model/owner.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts = operation("ListParts", async (input, context) => {
  const { store, account } = context;
  const { bucketName } = await getBucket(input, context);
  const { uploadId, key, checksumName, checksumType, settings } = await getUpload(store, input);
  const limit = pageLimit(input.MaxParts, "max-parts");
  const marker = input.PartNumberMarker ?? 0;
  const found = await store.uploads.parts(uploadId, marker, limit + 1);
  const page = found.slice(0, limit);
  const owner = ownerOf(account);
  return {
    Bucket: bucketName,
    Key: key,
    UploadId: uploadId,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.partNumber ?? 0,
    MaxParts: limit,
    IsTruncated: found.length > limit,
    Parts: page.map((part) => ({
      PartNumber: part.partNumber,
      LastModified: new Date(part.lastModifiedMs),
      ETag: quotedETag(part.eTag),
      Size: part.sizeBytes,
      ...(checksumName === undefined ? {} : checksumMember(checksumName, part.checksum)),
    })),
    Initiator: owner,
    Owner: owner,
    StorageClass: settings.storageClass as StorageClass,
    ChecksumAlgorithm: checksumName,
    ChecksumType: checksumType,
  };
});
