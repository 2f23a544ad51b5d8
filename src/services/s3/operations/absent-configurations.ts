import { invalidRequest, notConfigured } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { operation } from "../operation.ts";

/*
 * What no bucket here can have: tools that read a bucket back ask for all of it, and are told what AWS says of a
 * bucket for which nothing of the kind was put. To delete it is a success, as it is on AWS.
 */

export const getBucketWebsite = operation("GetBucketWebsite", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  throw notConfigured(
    "NoSuchWebsiteConfiguration",
    "The specified bucket does not have a website configuration",
    bucketName,
  );
});

export const deleteBucketWebsite = operation("DeleteBucketWebsite", async (input, context) => {
  await getBucket(input, context);
});

export const getBucketReplication = operation("GetBucketReplication", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  throw notConfigured(
    "ReplicationConfigurationNotFoundError",
    "The replication configuration was not found",
    bucketName,
  );
});

export const deleteBucketReplication = operation("DeleteBucketReplication", async (input, context) => {
  await getBucket(input, context);
});

export const getObjectLockConfiguration = operation("GetObjectLockConfiguration", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  throw notConfigured(
    "ObjectLockConfigurationNotFoundError",
    "Object Lock configuration does not exist for this bucket",
    bucketName,
  );
});

export const getObjectRetention = operation("GetObjectRetention", async (input, context) => {
  await getBucket(input, context);
  throw invalidRequest("Bucket is missing Object Lock Configuration");
});

export const getObjectLegalHold = operation("GetObjectLegalHold", async (input, context) => {
  await getBucket(input, context);
  throw invalidRequest("Bucket is missing Object Lock Configuration");
});

export const getBucketLogging = operation("GetBucketLogging", async (input, context) => {
  await getBucket(input, context);
  return {};
});

export const getBucketNotificationConfiguration = operation(
  "GetBucketNotificationConfiguration",
  async (input, context) => {
    await getBucket(input, context);
    return {};
  },
);

export const getBucketAccelerateConfiguration = operation(
  "GetBucketAccelerateConfiguration",
  async (input, context) => {
    await getBucket(input, context);
    return {};
  },
);

export const getBucketRequestPayment = operation("GetBucketRequestPayment", async (input, context) => {
  await getBucket(input, context);
  return { Payer: "BucketOwner" };
});

export const listBucketAnalyticsConfigurations = operation(
  "ListBucketAnalyticsConfigurations",
  async (input, context) => {
    await getBucket(input, context);
    return { IsTruncated: false };
  },
);

export const listBucketInventoryConfigurations = operation(
  "ListBucketInventoryConfigurations",
  async (input, context) => {
    await getBucket(input, context);
    return { IsTruncated: false };
  },
);

export const listBucketMetricsConfigurations = operation("ListBucketMetricsConfigurations", async (input, context) => {
  await getBucket(input, context);
  return { IsTruncated: false };
});

export const listBucketIntelligentTieringConfigurations = operation(
  "ListBucketIntelligentTieringConfigurations",
  async (input, context) => {
    await getBucket(input, context);
    return { IsTruncated: false };
  },
);
