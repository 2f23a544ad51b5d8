import type { Account } from "../../aws/account.ts";
import { accessDenied, invalidBucketOwner, noSuchBucket } from "./exceptions.ts";
import type { Bucket } from "./model/bucket.ts";
import type { S3Store } from "./store/s3-store.ts";

const ACCOUNT_ID = /^\d{12}$/;

/** What every request to a bucket says of it. */
interface BucketRequest {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** @throws ServiceException when there is no such bucket, or when the caller expects it to be somebody else's */
export const getBucket = async (
  { Bucket: bucketName, ExpectedBucketOwner }: BucketRequest,
  { store, account }: { readonly store: S3Store; readonly account: Account },
): Promise<Bucket> => {
  if (ExpectedBucketOwner !== undefined && !ACCOUNT_ID.test(ExpectedBucketOwner)) {
    throw invalidBucketOwner(ExpectedBucketOwner);
  }
  const bucket = await store.buckets.find(bucketName);
  if (bucket === undefined) throw noSuchBucket(bucketName);
  if (ExpectedBucketOwner !== undefined && ExpectedBucketOwner !== account.accountId) throw accessDenied();
  return bucket;
};
