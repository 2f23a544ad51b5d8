import { getBucket } from "../find-bucket.ts";
import { listLatest } from "../list-latest.ts";
import { pageLimit } from "../model/list-limits.ts";
import { toListedObject } from "../model/listed-object.ts";
import { ownerOf } from "../model/owner.ts";
import { keyEncoder } from "../model/url-encoding.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const listObjects = operation("ListObjects", async (input, context) => {
  const { store, account } = context;
  const { bucketName } = await getBucket(input, context);
  const limit = pageLimit(input.MaxKeys, "max-keys");
  const { rows, commonPrefixes, last, next } = await listLatest(store, {
    bucketName,
    prefix: input.Prefix,
    delimiter: input.Delimiter,
    limit,
    start: { key: input.Marker ?? "", inclusive: false },
  });
  const encode = keyEncoder(input.EncodingType);
  // PARITY: without a delimiter the last key is the marker, and clients are expected to know.
  const isMarkerTold = next !== undefined && input.Delimiter !== undefined && last !== undefined;
  return {
    Name: bucketName,
    Prefix: encode(input.Prefix ?? ""),
    Marker: encode(input.Marker ?? ""),
    Delimiter: input.Delimiter && encode(input.Delimiter),
    MaxKeys: limit,
    EncodingType: input.EncodingType,
    IsTruncated: next !== undefined,
    NextMarker: isMarkerTold ? encode(last.kind === "row" ? last.row.key : last.prefix) : undefined,
    Contents: rows.map((version) => ({ ...toListedObject(version, encode), Owner: ownerOf(account) })),
    CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
});
