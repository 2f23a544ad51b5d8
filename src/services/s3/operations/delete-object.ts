import { deleteVersion } from "../delete-version.ts";
import { preconditionFailed } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { matchesETag } from "../model/conditions.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject = operation("DeleteObject", async (input, context) => {
  const { store } = context;
  await getBucket(input, context);
  const { isDeleteMarker, versionId } = await store.transaction(async (session) => {
    if (input.IfMatch !== undefined) {
      const latest = await store.objects.findLatest(input.Bucket, input.Key, session);
      if (latest?.kind === "object" && !matchesETag(input.IfMatch, latest.eTag)) throw preconditionFailed("If-Match");
    }
    return deleteVersion(context, input, session);
  });
  return { DeleteMarker: isDeleteMarker ? true : undefined, VersionId: versionId };
});
