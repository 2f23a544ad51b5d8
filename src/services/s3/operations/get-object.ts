import { unsupportedEncryption } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { getObjectVersion } from "../find-object.ts";
import { checkReadConditions } from "../model/conditions.ts";
import { readSegments } from "../object-bytes.ts";
import { operation } from "../operation.ts";
import { readingOf } from "../read-object.ts";
import { shownVersion } from "../write-object.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject = operation("GetObject", async (input, context) => {
  const { store, blobs } = context;
  const bucket = await getBucket(input, context);
  if (input.SSECustomerAlgorithm !== undefined) throw unsupportedEncryption();
  const version = await getObjectVersion(store, input);
  checkReadConditions(input, version);
  const segments = await store.objects.segments(version.objectId);
  const { range, output } = readingOf(input, version, segments, shownVersion(bucket, version.versionId));
  return { ...output, Body: readSegments(blobs, segments, range) };
});
