import type { CORSRule } from "../../../models/generated/s3.ts";
import { malformedXml, notConfigured } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { operation } from "../operation.ts";

const KIND = "cors";
/** Source: Amazon S3 User Guide, elements of a CORS configuration. */
const MAX_RULES = 100;

/** LIMIT: kept and given back; answers to browsers carry no CORS headers yet. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketCors.html */
export const getBucketCors = operation("GetBucketCors", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  const found = await context.store.buckets.findConfiguration(bucketName, KIND);
  if (found === undefined) {
    throw notConfigured("NoSuchCORSConfiguration", "The CORS configuration does not exist", bucketName);
  }
  return { CORSRules: found as readonly CORSRule[] };
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html */
export const putBucketCors = operation("PutBucketCors", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  const { CORSRules } = input.CORSConfiguration;
  if (CORSRules.length === 0 || CORSRules.length > MAX_RULES) throw malformedXml();
  await context.store.buckets.putConfiguration(bucketName, KIND, CORSRules);
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketCors.html */
export const deleteBucketCors = operation("DeleteBucketCors", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  await context.store.buckets.removeConfiguration(bucketName, KIND);
});
