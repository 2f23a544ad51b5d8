import { ownerOf } from "../model/owner.ts";
import { operation } from "../operation.ts";

const MAX_BUCKETS = 10_000;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const listBuckets = operation("ListBuckets", async (input, { store, account }) => {
  const limit = input.MaxBuckets ?? MAX_BUCKETS;
  const isElsewhere = input.BucketRegion !== undefined && input.BucketRegion !== account.region;
  const after = Buffer.from(input.ContinuationToken ?? "", "base64url").toString();
  const found = isElsewhere ? [] : await store.buckets.list(input.Prefix ?? "", after, limit + 1);
  const page = found.slice(0, limit);
  const { MaxBuckets, BucketRegion, Prefix, ContinuationToken } = input;
  const isPart = [MaxBuckets, BucketRegion, Prefix, ContinuationToken].some((member) => member !== undefined);
  const last = page.at(-1);
  return {
    Owner: ownerOf(account),
    Buckets: page.map(({ bucketName, createdAtMs }) => ({
      Name: bucketName,
      CreationDate: new Date(createdAtMs),
      BucketArn: `arn:${account.partition}:s3:::${bucketName}`,
      // PARITY: said only to those who ask for a part of the list.
      BucketRegion: isPart ? account.region : undefined,
    })),
    Prefix: input.Prefix,
    ContinuationToken:
      found.length > limit && last !== undefined ? Buffer.from(last.bucketName).toString("base64url") : undefined,
  };
});
