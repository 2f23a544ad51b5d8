import { malformedPolicy, notConfigured } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { BUCKET_POLICY } from "../model/configuration-kinds.ts";
import { operation, type S3Dependencies } from "../operation.ts";
import type { OperationContext } from "../../../aws/service.ts";

/** Source: Amazon S3 User Guide, policies and permissions. */
const MAX_POLICY_BYTES = 20 * 1024;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export const getBucketPolicy = operation("GetBucketPolicy", async (input, context) => ({
  Policy: await getPolicy(input, context),
}));

/** Nobody without credentials is ever let in, so no policy makes a bucket public. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html */
export const getBucketPolicyStatus = operation("GetBucketPolicyStatus", async (input, context) => {
  await getPolicy(input, context);
  return { PolicyStatus: { IsPublic: false } };
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export const putBucketPolicy = operation("PutBucketPolicy", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  checkPolicy(input.Policy);
  await context.store.buckets.putConfiguration(bucketName, BUCKET_POLICY, input.Policy);
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
export const deleteBucketPolicy = operation("DeleteBucketPolicy", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  await context.store.buckets.removeConfiguration(bucketName, BUCKET_POLICY);
});

const getPolicy = async (
  input: { readonly Bucket: string; readonly ExpectedBucketOwner?: string | undefined },
  context: S3Dependencies & OperationContext,
): Promise<string> => {
  const { bucketName } = await getBucket(input, context);
  const policy = await context.store.buckets.findConfiguration(bucketName, BUCKET_POLICY);
  if (policy === undefined) throw notConfigured("NoSuchBucketPolicy", "The bucket policy does not exist", bucketName);
  return policy as string;
};

/** LIMIT: a document is looked at as far as its being one; who may do what in a bucket is not decided by it yet. */
const checkPolicy = (text: string): void => {
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES) throw malformedPolicy("Policy document is too large");
  if (!text.trimStart().startsWith("{")) {
    throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
  }
  const document = parseObject(text);
  if (document["Statement"] === undefined) throw malformedPolicy("Missing required field Statement");
};

const parseObject = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    throw malformedPolicy("This policy contains invalid Json");
  }
};
