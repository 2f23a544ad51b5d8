import { unsupportedEncryption } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { getObjectVersion } from "../find-object.ts";
import { checkReadConditions } from "../model/conditions.ts";
import { operation } from "../operation.ts";
import { readingOf } from "../read-object.ts";
import { shownVersion } from "../write-object.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject = operation("HeadObject", async (input, context) => {
  const { store } = context;
  const bucket = await getBucket(input, context);
  if (input.SSECustomerAlgorithm !== undefined) throw unsupportedEncryption();
  const version = await getObjectVersion(store, input, { method: "HEAD" });
  checkReadConditions(input, version);
  const segments = await store.objects.segments(version.objectId);
  return readingOf(input, version, segments, shownVersion(bucket, version.versionId)).output;
});
