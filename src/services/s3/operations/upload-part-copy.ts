import { invalidArgument, invalidRequest } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { getCopySource } from "../find-object.ts";
import { checkPartNumber, getUpload } from "../find-upload.ts";
import type { ByteRange } from "../model/byte-range.ts";
import { checksumMember, DEFAULT_CHECKSUM } from "../model/checksums.ts";
import { checkCopyConditions } from "../model/conditions.ts";
import { parseCopySource } from "../model/copy-source.ts";
import { encryptionOutput } from "../model/object-settings.ts";
import { quotedETag } from "../model/object-version.ts";
import { readSegments, receiveBytes } from "../object-bytes.ts";
import { operation } from "../operation.ts";
import { storePart } from "../store-part.ts";
import { numberedVersion, shownVersion } from "../write-object.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy = operation("UploadPartCopy", async (input, context) => {
  const { store, blobs } = context;
  await getBucket(input, context);
  checkPartNumber(input.PartNumber);
  const upload = await getUpload(store, input);
  const from = parseCopySource(input.CopySource);
  const sourceBucket = await getBucket(
    { Bucket: from.bucketName, ExpectedBucketOwner: input.ExpectedSourceBucketOwner },
    context,
  );
  const source = await getCopySource(store, from);
  checkCopyConditions(input, source);
  const range = copyRange(input.CopySourceRange, source.sizeBytes);
  const segments = await store.objects.segments(source.objectId);
  const name = upload.checksumName ?? DEFAULT_CHECKSUM;
  const received = await receiveBytes(blobs, readSegments(blobs, segments, range), { name });
  const lastModifiedMs = await storePart(context, input, received);
  return {
    CopySourceVersionId: numberedVersion(shownVersion(sourceBucket, source.versionId)),
    CopyPartResult: {
      ETag: quotedETag(received.eTag),
      LastModified: new Date(lastModifiedMs),
      ...checksumMember(name, received.checksum.value),
    },
    ...encryptionOutput(upload.settings),
  };
});

/** PARITY: stricter than the Range of a read: both ends, and both within the source. */
const copyRange = (header: string | undefined, sizeBytes: number): ByteRange | undefined => {
  if (header === undefined) return undefined;
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const range = { start: Number(first), end: Number(last) };
  if (first === undefined || last === undefined || range.start > range.end) {
    throw invalidArgument(
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
      "x-amz-copy-source-range",
      header,
    );
  }
  if (range.start >= sizeBytes) throw invalidRequest("The specified copy range is invalid for the source object size");
  if (range.end >= sizeBytes) {
    throw invalidArgument(
      `Range specified is not valid for source object of size: ${sizeBytes}`,
      "x-amz-copy-source-range",
      header,
    );
  }
  return range;
};
