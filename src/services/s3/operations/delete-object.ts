import { deleteVersion, refuseBypass } from "../delete-version.ts";
import { getBucket } from "../find-bucket.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject = operation("DeleteObject", async (input, context) => {
  const { store } = context;
  await getBucket(input, context);
  refuseBypass(input);
  const { isDeleteMarker, versionId } = await store.transaction((session) => deleteVersion(context, input, session));
  return { DeleteMarker: isDeleteMarker ? true : undefined, VersionId: versionId };
});
