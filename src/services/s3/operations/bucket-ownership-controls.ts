import type { OwnershipControls } from "../../../models/generated/s3.ts";
import { malformedXml, notConfigured } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { OWNERSHIP_CONTROLS } from "../model/configuration-kinds.ts";
import { isObjectOwnership } from "../model/object-ownership.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketOwnershipControls.html */
export const getBucketOwnershipControls = operation("GetBucketOwnershipControls", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  const found = await context.store.buckets.findConfiguration(bucketName, OWNERSHIP_CONTROLS);
  if (found === undefined) {
    throw notConfigured("OwnershipControlsNotFoundError", "The bucket ownership controls were not found", bucketName);
  }
  return { OwnershipControls: found as OwnershipControls };
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html */
export const putBucketOwnershipControls = operation("PutBucketOwnershipControls", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  const { Rules } = input.OwnershipControls;
  if (Rules.length !== 1 || !Rules.every(({ ObjectOwnership }) => isObjectOwnership(ObjectOwnership)))
    throw malformedXml();
  await context.store.buckets.putConfiguration(bucketName, OWNERSHIP_CONTROLS, { Rules });
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketOwnershipControls.html */
export const deleteBucketOwnershipControls = operation("DeleteBucketOwnershipControls", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  await context.store.buckets.removeConfiguration(bucketName, OWNERSHIP_CONTROLS);
});
