import { noSuchKey } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { getObjectVersion } from "../find-object.ts";
import { objectTags, tagSet, type Tags } from "../model/tags.ts";
import { operation, type S3Dependencies } from "../operation.ts";
import { shownVersion } from "../write-object.ts";
import type { OperationContext } from "../../../aws/service.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
export const getObjectTagging = operation("GetObjectTagging", async (input, context) => {
  const bucket = await getBucket(input, context);
  const { Key, VersionId } = input;
  // PARITY: the one place where S3 puts the bucket in front of a key that is not there.
  const isMissing =
    VersionId === undefined && (await context.store.objects.findLatest(bucket.bucketName, Key)) === undefined;
  if (isMissing) throw noSuchKey(`${bucket.bucketName}/${Key}`);
  const version = await getObjectVersion(context.store, input, { sees: "markers" });
  return { TagSet: tagSet(version.tags), VersionId: shownVersion(bucket, version.versionId) };
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html */
export const putObjectTagging = operation("PutObjectTagging", async (input, context) =>
  changeTags(input, { method: "PUT", tags: objectTags(input.Tagging.TagSet) }, context),
);

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html */
export const deleteObjectTagging = operation("DeleteObjectTagging", async (input, context) =>
  changeTags(input, { method: "DELETE", tags: {} }, context),
);

const changeTags = async (
  input: { readonly Bucket: string; readonly Key: string; readonly VersionId?: string | undefined },
  { method, tags }: { readonly method: "PUT" | "DELETE"; readonly tags: Tags },
  context: S3Dependencies & OperationContext,
) => {
  const { store } = context;
  const bucket = await getBucket(input, context);
  const { versionId } = await getObjectVersion(store, input, { method, sees: "markers" });
  await store.objects.setTags(bucket.bucketName, input.Key, versionId, tags);
  return { VersionId: shownVersion(bucket, versionId) };
};
