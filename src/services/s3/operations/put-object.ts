import { getBucket } from "../find-bucket.ts";
import { refuseSharing } from "../model/canned-acl.ts";
import { checksumName, checksumOutput, DEFAULT_CHECKSUM, givenChecksum } from "../model/checksums.ts";
import { refuseReadConditions } from "../model/conditions.ts";
import { encryptionOutput, settingsOf } from "../model/object-settings.ts";
import { quotedETag } from "../model/object-version.ts";
import { tagsOfHeader } from "../model/tags.ts";
import { receiveBytes } from "../object-bytes.ts";
import { operation } from "../operation.ts";
import { refuseUnsupportedHeaders } from "../model/unsupported-headers.ts";
import { checkKey, numberedVersion, wholeObject, writeObject } from "../write-object.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject = operation("PutObject", async (input, context) => {
  const { store, blobs } = context;
  await getBucket(input, context);
  checkKey(input.Key);
  refuseSharing(input);
  refuseReadConditions(input);
  refuseUnsupportedHeaders(input);
  const settings = settingsOf(input);
  const tags = tagsOfHeader(input.Tagging);
  const given = givenChecksum(input);
  const name = given?.name ?? checksumName(input.ChecksumAlgorithm) ?? DEFAULT_CHECKSUM;
  const object = wholeObject(await receiveBytes(blobs, input.Body, { name, expected: given?.value }), settings, tags);
  const { versionId } = await store.transaction((session) => writeObject(context, input, object, session));
  return {
    ETag: quotedETag(object.eTag),
    VersionId: numberedVersion(versionId),
    ...checksumOutput(object.checksum),
    ...encryptionOutput(settings),
  };
});
