import { invalidRequest } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { refuseSharing } from "../model/canned-acl.ts";
import { checksumName, checksumTypeOf } from "../model/checksums.ts";
import { newUploadId } from "../model/identifiers.ts";
import type { MultipartUpload } from "../model/multipart-upload.ts";
import { encryptionOutput, settingsOf } from "../model/object-settings.ts";
import { tagsOfHeader } from "../model/tags.ts";
import { refuseUnsupportedHeaders } from "../model/unsupported-headers.ts";
import { operation } from "../operation.ts";
import { checkKey } from "../write-object.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload = operation("CreateMultipartUpload", async (input, context) => {
  const { store, clock } = context;
  const { bucketName } = await getBucket(input, context);
  checkKey(input.Key);
  refuseSharing(input);
  refuseUnsupportedHeaders(input);
  const name = checksumName(input.ChecksumAlgorithm);
  if (name === undefined && input.ChecksumType !== undefined) {
    throw invalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
  }
  const initiatedAtMs = clock.nowMs();
  const upload: MultipartUpload = {
    uploadId: newUploadId(initiatedAtMs),
    bucketName,
    key: input.Key,
    initiatedAtMs,
    checksumName: name,
    checksumType: name && checksumTypeOf(name, input.ChecksumType),
    settings: settingsOf(input),
    tags: tagsOfHeader(input.Tagging),
  };
  await store.uploads.insert(upload);
  return {
    Bucket: bucketName,
    Key: upload.key,
    UploadId: upload.uploadId,
    ChecksumAlgorithm: upload.checksumName,
    ChecksumType: upload.checksumType,
    ...encryptionOutput(upload.settings),
  };
});
