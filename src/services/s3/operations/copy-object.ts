import type { CopyObjectRequest } from "../../../models/generated/s3.ts";
import { illegalCopyToItself, invalidRequest, noSuchKey } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { getCopySource } from "../find-object.ts";
import { refuseSharing } from "../model/canned-acl.ts";
import { checksumName, checksumOutput, DEFAULT_CHECKSUM } from "../model/checksums.ts";
import { checkCopyConditions, refuseReadConditions } from "../model/conditions.ts";
import { type CopySource, parseCopySource } from "../model/copy-source.ts";
import { copiedSettings, encryptionOutput, settingsOf } from "../model/object-settings.ts";
import { type NewObject, type ObjectVersion, quotedETag } from "../model/object-version.ts";
import { tagsOfHeader } from "../model/tags.ts";
import { refuseUnsupportedHeaders } from "../model/unsupported-headers.ts";
import { readSegments, receiveBytes } from "../object-bytes.ts";
import { operation, type S3Dependencies } from "../operation.ts";
import { checkKey, numberedVersion, shownVersion, writeObject } from "../write-object.ts";

/** Larger objects are copied part by part. */
const MAX_COPY_BYTES = 5 * 1024 ** 3;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject = operation("CopyObject", async (input, context) => {
  const { store } = context;
  await getBucket(input, context);
  checkKey(input.Key);
  refuseSharing(input);
  refuseReadConditions(input);
  refuseUnsupportedHeaders(input);
  const from = parseCopySource(input.CopySource);
  const sourceBucket = await getBucket(
    { Bucket: from.bucketName, ExpectedBucketOwner: input.ExpectedSourceBucketOwner },
    context,
  );
  const source = await getCopySource(store, from);
  checkCopyConditions(input, source);
  checkSource(input, from, source);
  const content = await copyContent(input, source, context);
  const settings = input.MetadataDirective === "REPLACE" ? settingsOf(input) : copiedSettings(source.settings, input);
  const tags = input.TaggingDirective === "REPLACE" ? tagsOfHeader(input.Tagging) : source.tags;
  const object: NewObject = { ...content, settings, tags };
  const written = await store.transaction(async (session) => {
    // Two objects are about to share a blob: nobody may have deleted the first one, and so the blob, meanwhile.
    if ((await store.objects.segments(source.objectId, session)).length === 0) throw noSuchKey(from.key);
    return writeObject(context, input, object, session);
  });
  return {
    CopySourceVersionId: numberedVersion(shownVersion(sourceBucket, source.versionId)),
    VersionId: written.versionId,
    CopyObjectResult: {
      ETag: quotedETag(object.eTag),
      LastModified: new Date(written.lastModifiedMs),
      ...checksumOutput(object.checksum),
    },
    ...encryptionOutput(settings),
  };
});

const checkSource = (input: CopyObjectRequest, from: CopySource, source: ObjectVersion): void => {
  if (source.sizeBytes > MAX_COPY_BYTES) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_COPY_BYTES}`,
    );
  }
  const isItself = from.bucketName === input.Bucket && from.key === input.Key && from.versionId === undefined;
  const changes = [input.StorageClass, input.WebsiteRedirectLocation, input.ServerSideEncryption];
  const isChanged = input.MetadataDirective === "REPLACE" || changes.some((change) => change !== undefined);
  if (isItself && !isChanged) throw illegalCopyToItself();
};

/**
 * The same blob, unless something of it must be computed anew.
 * PARITY: the copy of a multipart object was put in one go, and its ETag is the MD5 of all bytes.
 */
const copyContent = async (
  input: CopyObjectRequest,
  source: ObjectVersion,
  { store, blobs }: S3Dependencies,
): Promise<Omit<NewObject, "settings" | "tags">> => {
  const segments = await store.objects.segments(source.objectId);
  const wanted = checksumName(input.ChecksumAlgorithm);
  const isSameChecksum = wanted === undefined || wanted === source.checksum?.name;
  if (source.partCount === undefined && isSameChecksum) {
    const { sizeBytes, eTag, checksum } = source;
    return { sizeBytes, eTag, checksum, partCount: undefined, segments };
  }
  const name = wanted ?? source.checksum?.name ?? DEFAULT_CHECKSUM;
  const { sha256, sizeBytes, eTag, checksum } = await receiveBytes(blobs, readSegments(blobs, segments), { name });
  return {
    sizeBytes,
    eTag,
    checksum: { ...checksum, type: "FULL_OBJECT" },
    partCount: undefined,
    segments: [{ partNumber: 1, sha256, sizeBytes, checksum: undefined }],
  };
};
