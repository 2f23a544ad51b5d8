import type { ServerSideEncryptionConfiguration } from "../../../models/generated/s3.ts";
import { invalidArgument, malformedXml, notConfigured } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { operation } from "../operation.ts";

const KIND = "encryption";

/**
 * PARITY: AWS encrypts every bucket by a key of its own and says so. Nothing is encrypted here that nobody asked for,
 * so a bucket says what AWS's said before that.
 * LIMIT: the configuration is kept and given back; the bytes lie on disk as they are.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html
 */
export const getBucketEncryption = operation("GetBucketEncryption", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  const found = await context.store.buckets.findConfiguration(bucketName, KIND);
  if (found === undefined) {
    throw notConfigured(
      "ServerSideEncryptionConfigurationNotFoundError",
      "The server side encryption configuration was not found",
      bucketName,
    );
  }
  return { ServerSideEncryptionConfiguration: found as ServerSideEncryptionConfiguration };
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export const putBucketEncryption = operation("PutBucketEncryption", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  const given = input.ServerSideEncryptionConfiguration.Rules;
  if (given.length !== 1) throw malformedXml();
  for (const { ApplyServerSideEncryptionByDefault: byDefault } of given) {
    if (byDefault?.KMSMasterKeyID === undefined || byDefault.SSEAlgorithm !== "AES256") continue;
    throw invalidArgument(
      "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
      "ApplyServerSideEncryptionByDefault",
    );
  }
  const Rules = given.map((rule) => ({
    ...rule,
    // PARITY: read back also where it was left out.
    BucketKeyEnabled: rule.BucketKeyEnabled ?? false,
  }));
  await context.store.buckets.putConfiguration(bucketName, KIND, { Rules });
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html */
export const deleteBucketEncryption = operation("DeleteBucketEncryption", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  await context.store.buckets.removeConfiguration(bucketName, KIND);
});
