import type { Account } from "../../../aws/account.ts";
import type { AccessControlPolicy } from "../../../models/generated/s3.ts";
import { accessControlListNotSupported } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { getObjectVersion } from "../find-object.ts";
import { refuseSharing } from "../model/canned-acl.ts";
import { ownerOf } from "../model/owner.ts";
import { operation } from "../operation.ts";

/** The one list there is: everything is the owner's. */
const ownerOnly = (account: Account): AccessControlPolicy => {
  const owner = ownerOf(account);
  return { Owner: owner, Grants: [{ Grantee: { ...owner, Type: "CanonicalUser" }, Permission: "FULL_CONTROL" }] };
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html */
export const getBucketAcl = operation("GetBucketAcl", async (input, context) => {
  await getBucket(input, context);
  return ownerOnly(context.account);
});

/** PARITY: as long as a bucket is its owner's alone, a list that says so is taken. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html */
export const putBucketAcl = operation("PutBucketAcl", async (input, context) => {
  await getBucket(input, context);
  refuseSharing(input);
  if (input.AccessControlPolicy !== undefined) throw accessControlListNotSupported();
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html */
export const getObjectAcl = operation("GetObjectAcl", async (input, context) => {
  await getBucket(input, context);
  await getObjectVersion(context.store, input);
  return ownerOnly(context.account);
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html */
export const putObjectAcl = operation("PutObjectAcl", async (input, context) => {
  await getBucket(input, context);
  await getObjectVersion(context.store, input);
  refuseSharing(input);
  if (input.AccessControlPolicy !== undefined) throw accessControlListNotSupported();
  return {};
});
