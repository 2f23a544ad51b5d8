import { bucketNotEmpty } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { operation } from "../operation.ts";

/** Uploads that were never completed go with the bucket. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export const deleteBucket = operation("DeleteBucket", async (input, context) => {
  const { store } = context;
  const { bucketName, versioning } = await getBucket(input, context);
  await store.transaction(async (session) => {
    if (await store.objects.isAnyIn(bucketName, session)) {
      throw bucketNotEmpty(bucketName, { versioned: versioning !== undefined });
    }
    await store.buckets.remove(bucketName, session);
  });
});
