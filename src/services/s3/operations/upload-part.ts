import { invalidRequest } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { checkPartNumber, getUpload } from "../find-upload.ts";
import { checksumMember, checksumName, DEFAULT_CHECKSUM, givenChecksum } from "../model/checksums.ts";
import { encryptionOutput } from "../model/object-settings.ts";
import { type ChecksumName, quotedETag } from "../model/object-version.ts";
import { receiveBytes } from "../object-bytes.ts";
import { operation } from "../operation.ts";
import { storePart } from "../store-part.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart = operation("UploadPart", async (input, context) => {
  const { store, blobs } = context;
  await getBucket(input, context);
  checkPartNumber(input.PartNumber);
  const upload = await getUpload(store, input);
  const given = givenChecksum(input);
  checkAlgorithm(upload.checksumName, given?.name ?? checksumName(input.ChecksumAlgorithm));
  // Whatever the client sent is verified by the time the body ends; what is kept is what the object will need.
  const name = upload.checksumName ?? DEFAULT_CHECKSUM;
  const expected = given?.name === name ? given.value : undefined;
  const received = await receiveBytes(blobs, input.Body, { name, expected });
  await storePart(context, input, received);
  return {
    ETag: quotedETag(received.eTag),
    ...(upload.checksumName === undefined && given !== undefined
      ? checksumMember(given.name, given.value)
      : checksumMember(name, received.checksum.value)),
    ...encryptionOutput(upload.settings),
  };
});

/**
 * LIMIT: a part that says nothing of its checksum is taken; AWS refuses it where the upload has an algorithm.
 * @throws ServiceException for a checksum of another kind than the upload's
 */
const checkAlgorithm = (expected: ChecksumName | undefined, actual: ChecksumName | undefined): void => {
  if (expected === undefined || actual === undefined || actual === expected) return;
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${expected.toLowerCase()}, actual checksum Type: ${actual.toLowerCase()}`,
  );
};
