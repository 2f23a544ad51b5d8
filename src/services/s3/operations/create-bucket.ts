import {
  bucketAlreadyOwnedByYou,
  illegalLocationConstraint,
  invalidArgument,
  invalidBucketName,
  invalidLocationConstraint,
  unsupportedHeader,
} from "../exceptions.ts";
import { isBucketName } from "../model/bucket-name.ts";
import { refuseSharing } from "../model/canned-acl.ts";
import { newBucketTags } from "../model/tags.ts";
import { BUCKET_TAGS, OWNERSHIP_CONTROLS, PUBLIC_ACCESS_BLOCK } from "../model/configuration-kinds.ts";
import { isObjectOwnership } from "../model/object-ownership.ts";
import { operation } from "../operation.ts";

/** The region that has no location constraint. */
const UNCONSTRAINED_REGION = "us-east-1";
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const createBucket = operation("CreateBucket", async (input, { store, clock, account }) => {
  const { Bucket: bucketName, CreateBucketConfiguration: configuration } = input;
  if (!isBucketName(bucketName)) throw invalidBucketName(bucketName);
  checkLocation(configuration?.LocationConstraint, account.region);
  refuseSharing(input);
  if (input.ObjectLockEnabledForBucket === true) throw unsupportedHeader("x-amz-bucket-object-lock-enabled");
  if (input.BucketNamespace === "account-regional") throw unsupportedHeader("x-amz-bucket-namespace");
  const tags = newBucketTags(configuration?.Tags ?? []);
  if (input.ObjectOwnership !== undefined && !isObjectOwnership(input.ObjectOwnership)) {
    throw invalidArgument(`Invalid x-amz-object-ownership header: ${input.ObjectOwnership}`, "x-amz-object-ownership");
  }
  const ownership = { Rules: [{ ObjectOwnership: input.ObjectOwnership ?? "BucketOwnerEnforced" }] };
  const created = await store.transaction(async (session) => {
    const bucket = { bucketName, createdAtMs: clock.nowMs(), versioning: undefined };
    if (!(await store.buckets.insert(bucket, session))) return false;
    await store.buckets.putConfiguration(bucketName, OWNERSHIP_CONTROLS, ownership, session);
    await store.buckets.putConfiguration(bucketName, PUBLIC_ACCESS_BLOCK, NOTHING_PUBLIC, session);
    if (Object.keys(tags).length > 0) await store.buckets.putConfiguration(bucketName, BUCKET_TAGS, tags, session);
    return true;
  });
  // PARITY: in us-east-1, and there alone, to create one's own bucket again is a success.
  if (!created && account.region !== UNCONSTRAINED_REGION) throw bucketAlreadyOwnedByYou(bucketName);
  return { Location: `/${bucketName}`, BucketArn: `arn:${account.partition}:s3:::${bucketName}` };
});

/** PARITY: what AWS blocks in every new bucket. */
const NOTHING_PUBLIC = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

/**
 * LIMIT: this server plays one region, and buckets are in it.
 * @throws ServiceException for a region that is none, or another one
 */
const checkLocation = (constraint: string | undefined, region: string): void => {
  const isGiven = constraint !== undefined && constraint !== "";
  if (!isGiven) {
    if (region !== UNCONSTRAINED_REGION) throw illegalLocationConstraint("unspecified");
    return;
  }
  if (constraint === UNCONSTRAINED_REGION || !REGION.test(constraint)) throw invalidLocationConstraint(constraint);
  if (constraint !== region) throw illegalLocationConstraint(constraint);
};
