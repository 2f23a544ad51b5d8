import { getBucket } from "../find-bucket.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const headBucket = operation("HeadBucket", async (input, context) => {
  const { account } = context;
  const { bucketName } = await getBucket(input, context);
  return {
    BucketArn: `arn:${account.partition}:s3:::${bucketName}`,
    BucketRegion: account.region,
    AccessPointAlias: false,
  };
});
