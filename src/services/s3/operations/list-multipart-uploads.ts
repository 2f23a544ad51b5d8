import type { StorageClass } from "../../../models/generated/s3.ts";
import { invalidArgument } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { pageLimit } from "../model/list-limits.ts";
import { listPage } from "../model/list-page.ts";
import type { MultipartUpload } from "../model/multipart-upload.ts";
import { ownerOf } from "../model/owner.ts";
import type { UploadPosition } from "../model/position.ts";
import { keyEncoder } from "../model/url-encoding.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const listMultipartUploads = operation("ListMultipartUploads", async (input, context) => {
  const { store, account } = context;
  const { bucketName } = await getBucket(input, context);
  const limit = pageLimit(input.MaxUploads, "max-uploads");
  const { KeyMarker: key = "", UploadIdMarker: afterUploadId = "" } = input;
  if (key !== "" && afterUploadId !== "") {
    const marked = await store.uploads.find(afterUploadId);
    // An upload that is over is no reason to end a listing.
    if (marked !== undefined && marked.key !== key) {
      throw invalidArgument("Invalid uploadId marker", "upload-id-marker", afterUploadId);
    }
  }
  const { rows, commonPrefixes, last, next } = await listPage<MultipartUpload, UploadPosition>({
    prefix: input.Prefix ?? "",
    delimiter: input.Delimiter === "" ? undefined : input.Delimiter,
    limit,
    // PARITY: an upload id alone says nothing.
    start: key !== "" && afterUploadId !== "" ? { key, inclusive: false, afterUploadId } : { key, inclusive: false },
    keyOf: (upload) => upload.key,
    after: (upload) => ({ key: upload.key, inclusive: false, afterUploadId: upload.uploadId }),
    from: (lowest) => ({ key: lowest, inclusive: true }),
    fetch: (from, end, count) => store.uploads.list(bucketName, from, end, count),
  });
  const encode = keyEncoder(input.EncodingType);
  const owner = ownerOf(account);
  return {
    Bucket: bucketName,
    Prefix: encode(input.Prefix ?? ""),
    KeyMarker: encode(key),
    UploadIdMarker: afterUploadId,
    Delimiter: input.Delimiter && encode(input.Delimiter),
    MaxUploads: limit,
    EncodingType: input.EncodingType,
    IsTruncated: next !== undefined,
    // PARITY: told of the last page, too, and of an empty one.
    NextKeyMarker: encode((last?.kind === "row" ? last.row.key : last?.prefix) ?? ""),
    NextUploadIdMarker: last?.kind === "row" ? last.row.uploadId : "",
    Uploads: rows.map((upload) => ({
      Key: encode(upload.key),
      UploadId: upload.uploadId,
      Initiated: new Date(upload.initiatedAtMs),
      StorageClass: upload.settings.storageClass as StorageClass,
      Owner: owner,
      Initiator: owner,
      ChecksumAlgorithm: upload.checksumName,
      ChecksumType: upload.checksumType,
    })),
    CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
});
