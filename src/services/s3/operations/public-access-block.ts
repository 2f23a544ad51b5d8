import type { PublicAccessBlockConfiguration } from "../../../models/generated/s3.ts";
import { notConfigured } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { PUBLIC_ACCESS_BLOCK } from "../model/configuration-kinds.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html */
export const getPublicAccessBlock = operation("GetPublicAccessBlock", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  const found = await context.store.buckets.findConfiguration(bucketName, PUBLIC_ACCESS_BLOCK);
  if (found === undefined) {
    throw notConfigured(
      "NoSuchPublicAccessBlockConfiguration",
      "The public access block configuration was not found",
      bucketName,
    );
  }
  return { PublicAccessBlockConfiguration: found as PublicAccessBlockConfiguration };
});

/** Nothing here is public, whatever is not blocked. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export const putPublicAccessBlock = operation("PutPublicAccessBlock", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  const given = input.PublicAccessBlockConfiguration;
  const configuration: PublicAccessBlockConfiguration = {
    BlockPublicAcls: given.BlockPublicAcls ?? false,
    IgnorePublicAcls: given.IgnorePublicAcls ?? false,
    BlockPublicPolicy: given.BlockPublicPolicy ?? false,
    RestrictPublicBuckets: given.RestrictPublicBuckets ?? false,
  };
  await context.store.buckets.putConfiguration(bucketName, PUBLIC_ACCESS_BLOCK, configuration);
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html */
export const deletePublicAccessBlock = operation("DeletePublicAccessBlock", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  await context.store.buckets.removeConfiguration(bucketName, PUBLIC_ACCESS_BLOCK);
});
