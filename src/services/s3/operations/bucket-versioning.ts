import { illegalVersioning, invalidRequest, malformedXml } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { operation } from "../operation.ts";

/** PARITY: a bucket that was never versioned answers an empty configuration. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export const getBucketVersioning = operation("GetBucketVersioning", async (input, context) => {
  const { versioning } = await getBucket(input, context);
  return { Status: versioning };
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export const putBucketVersioning = operation("PutBucketVersioning", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  const { Status, MFADelete } = input.VersioningConfiguration;
  if (MFADelete === "Enabled") {
    throw invalidRequest("MFA Delete is not available: Lambkin knows no MFA devices.");
  }
  if (Status === undefined) throw illegalVersioning();
  if (Status !== "Enabled" && Status !== "Suspended") throw malformedXml();
  await context.store.buckets.setVersioning(bucketName, Status);
});
