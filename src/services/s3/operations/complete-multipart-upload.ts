import type { CompletedPart, CompleteMultipartUploadRequest } from "../../../models/generated/s3.ts";
import {
  badDigest,
  entityTooSmall,
  invalidPart,
  invalidPartOrder,
  invalidRequest,
  malformedXml,
} from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { getUpload } from "../find-upload.ts";
import {
  checksumOutput,
  checksumTypeOf,
  DEFAULT_CHECKSUM,
  givenChecksum,
  joinChecksums,
  joinETags,
} from "../model/checksums.ts";
import { MAX_PART_NUMBER, MIN_PART_BYTES, type MultipartUpload, type UploadedPart } from "../model/multipart-upload.ts";
import { encryptionOutput } from "../model/object-settings.ts";
import { quotedETag, type Checksum, type NewObject } from "../model/object-version.ts";
import { operation } from "../operation.ts";
import { writeObject } from "../write-object.ts";

/**
 * The parts become the object in one commit, and no byte of them is moved.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
export const completeMultipartUpload = operation("CompleteMultipartUpload", async (input, context) => {
  const { store, endpoint } = context;
  const { bucketName } = await getBucket(input, context);
  const wanted = input.MultipartUpload?.Parts ?? [];
  if (wanted.length === 0) throw malformedXml();
  const { object, versionId } = await store.transaction(async (session) => {
    const upload = await getUpload(store, input, session);
    const uploaded = await store.uploads.parts(upload.uploadId, 0, MAX_PART_NUMBER, session);
    const parts = chooseParts(input, wanted, uploaded);
    const joined = joinParts(upload, parts);
    checkWhole(input, joined);
    const written = await writeObject(context, input, joined, session);
    await store.uploads.remove(upload.uploadId, session);
    return { object: joined, versionId: written.versionId };
  });
  return {
    Location: `${endpoint}/${bucketName}/${encodeURIComponent(input.Key).replaceAll("%2F", "/")}`,
    Bucket: bucketName,
    Key: input.Key,
    ETag: quotedETag(object.eTag),
    VersionId: versionId,
    ...checksumOutput(object.checksum),
    ...encryptionOutput(object.settings),
  };
});

/** The parts that the client names, which need not be all that came. @throws ServiceException */
const chooseParts = (
  { UploadId }: CompleteMultipartUploadRequest,
  wanted: readonly CompletedPart[],
  uploaded: readonly UploadedPart[],
): readonly UploadedPart[] => {
  const byNumber = new Map(uploaded.map((part) => [part.partNumber, part]));
  const parts = wanted.map(({ PartNumber = 0, ETag = "" }, index) => {
    const previous = wanted[index - 1]?.PartNumber ?? 0;
    if (PartNumber <= previous) throw invalidPartOrder(UploadId);
    const part = byNumber.get(PartNumber);
    const eTag = ETag.replaceAll('"', "");
    if (part?.eTag !== eTag) throw invalidPart({ UploadId, PartNumber, ETag: eTag });
    return part;
  });
  for (const { partNumber, sizeBytes, eTag } of parts.slice(0, -1)) {
    if (sizeBytes >= MIN_PART_BYTES) continue;
    throw entityTooSmall({
      ProposedSize: sizeBytes,
      MinSizeAllowed: MIN_PART_BYTES,
      PartNumber: partNumber,
      ETag: eTag,
    });
  }
  return parts;
};

const joinParts = (upload: MultipartUpload, parts: readonly UploadedPart[]): NewObject & { checksum: Checksum } => {
  const name = upload.checksumName ?? DEFAULT_CHECKSUM;
  return {
    sizeBytes: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    eTag: joinETags(parts.map(({ eTag }) => eTag)),
    checksum: joinChecksums(name, upload.checksumType ?? checksumTypeOf(name, undefined), parts),
    partCount: parts.length,
    settings: upload.settings,
    tags: upload.tags,
    // Numbered anew: readers count the parts that there are.
    segments: parts.map(({ sha256, sizeBytes, checksum }, index) => ({
      partNumber: index + 1,
      sha256,
      sizeBytes,
      checksum,
    })),
  };
};

/** What the client says of the object as a whole. @throws ServiceException */
const checkWhole = (
  input: CompleteMultipartUploadRequest,
  { sizeBytes, checksum }: NewObject & { checksum: Checksum },
): void => {
  if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== sizeBytes) {
    throw invalidRequest(
      "The provided 'x-amz-mp-object-size' header value does not match what was computed from the parts.",
    );
  }
  const given = givenChecksum(input);
  if (given?.name !== checksum.name) return;
  // Clients may leave out the number of parts of a composite.
  const [bare = ""] = checksum.value.split("-");
  if (given.value !== checksum.value && given.value !== bare) throw badDigest(given.name, given.value, checksum.value);
};
