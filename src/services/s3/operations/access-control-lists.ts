import type { Account } from "../../../aws/account.ts";
import type { AccessControlPolicy } from "../../../models/generated/s3.ts";
import {
  accessControlListNotSupported,
  invalidRequest,
  noAccessControlList,
  unexpectedContent,
} from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { getObjectVersion } from "../find-object.ts";
import { type AclHeaders, isGranting, refuseSharing } from "../model/canned-acl.ts";
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
  refuseList(input);
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
  await getObjectVersion(context.store, input, { method: "PUT", sees: "markers" });
  refuseList(input);
  return {};
});

/** A list may come as a name, as grants or as a document, and only as one of them. @throws ServiceException */
const refuseList = (input: AclHeaders & { readonly AccessControlPolicy?: unknown }): void => {
  const hasName = input.ACL !== undefined;
  const hasDocument = input.AccessControlPolicy !== undefined;
  if (hasName && isGranting(input)) {
    throw invalidRequest("Specifying both Canned ACLs and Header Grants is not allowed");
  }
  if (hasDocument && (hasName || isGranting(input))) throw unexpectedContent();
  if (!hasDocument && !hasName && !isGranting(input)) throw noAccessControlList();
  refuseSharing(input);
  if (hasDocument) throw accessControlListNotSupported();
};
