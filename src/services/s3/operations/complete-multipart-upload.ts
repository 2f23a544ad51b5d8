import { getBucket } from "../find-bucket.ts";
import { getUpload } from "../find-upload.ts";
import { checksumOutput, checksumTypeOf, DEFAULT_CHECKSUM, joinChecksums, joinETags } from "../model/checksums.ts";
import { MAX_PART_NUMBER, type MultipartUpload, type UploadedPart } from "../model/multipart-upload.ts";
import { checkWhole, chooseParts } from "../model/completion.ts";
import { refuseReadConditions } from "../model/conditions.ts";
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
  refuseReadConditions(input);
  const wanted = input.MultipartUpload?.Parts ?? [];
  const { object, versionId } = await store.transaction(async (session) => {
    const upload = await getUpload(store, input, session);
    const uploaded = await store.uploads.parts(upload.uploadId, 0, MAX_PART_NUMBER, session);
    const parts = chooseParts(upload, wanted, uploaded);
    const joined = joinParts(upload, parts);
    checkWhole(input, upload, joined);
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
