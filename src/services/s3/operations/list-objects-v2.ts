import { getBucket } from "../find-bucket.ts";
import { listLatest } from "../list-latest.ts";
import { formatToken, parseToken } from "../model/continuation-token.ts";
import { pageLimit } from "../model/list-limits.ts";
import { toListedObject } from "../model/listed-object.ts";
import { ownerOf } from "../model/owner.ts";
import { keyEncoder } from "../model/url-encoding.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2 = operation("ListObjectsV2", async (input, context) => {
  const { store, account } = context;
  const { bucketName } = await getBucket(input, context);
  const limit = pageLimit(input.MaxKeys, "max-keys");
  const { ContinuationToken, StartAfter = "" } = input;
  const start = ContinuationToken === undefined ? { key: StartAfter, inclusive: false } : parseToken(ContinuationToken);
  const { rows, commonPrefixes, next } = await listLatest(store, {
    bucketName,
    prefix: input.Prefix,
    delimiter: input.Delimiter,
    limit,
    start,
  });
  const encode = keyEncoder(input.EncodingType);
  const owner = input.FetchOwner === true ? { Owner: ownerOf(account) } : {};
  return {
    Name: bucketName,
    Prefix: encode(input.Prefix ?? ""),
    Delimiter: input.Delimiter && encode(input.Delimiter),
    MaxKeys: limit,
    EncodingType: input.EncodingType,
    KeyCount: rows.length + commonPrefixes.length,
    IsTruncated: next !== undefined,
    ContinuationToken,
    NextContinuationToken: next && formatToken(next),
    StartAfter: input.StartAfter && encode(input.StartAfter),
    Contents: rows.map((version) => ({ ...toListedObject(version, encode), ...owner })),
    CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
});
