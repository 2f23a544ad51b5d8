import { notConfigured } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { BUCKET_TAGS } from "../model/configuration-kinds.ts";
import { bucketTags, tagSet, type Tags } from "../model/tags.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html */
export const getBucketTagging = operation("GetBucketTagging", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  const tags = (await context.store.buckets.findConfiguration(bucketName, BUCKET_TAGS)) as Tags | undefined;
  if (tags === undefined) throw notConfigured("NoSuchTagSet", "The TagSet does not exist", bucketName);
  return { TagSet: tagSet(tags) };
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html */
export const putBucketTagging = operation("PutBucketTagging", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  await context.store.buckets.putConfiguration(bucketName, BUCKET_TAGS, bucketTags(input.Tagging.TagSet));
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html */
export const deleteBucketTagging = operation("DeleteBucketTagging", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  await context.store.buckets.removeConfiguration(bucketName, BUCKET_TAGS);
});
