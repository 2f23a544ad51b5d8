import { getBucket } from "../find-bucket.ts";
import { getUpload } from "../find-upload.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const abortMultipartUpload = operation("AbortMultipartUpload", async (input, context) => {
  const { store } = context;
  await getBucket(input, context);
  const { uploadId } = await getUpload(store, input);
  await store.uploads.remove(uploadId);
  return {};
});
