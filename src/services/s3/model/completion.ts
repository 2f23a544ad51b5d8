import type { CompletedPart, CompleteMultipartUploadRequest } from "../../../models/generated/s3.ts";
import {
  badDigest,
  badPartDigest,
  entityTooSmall,
  invalidPart,
  invalidPartOrder,
  invalidRequest,
} from "../exceptions.ts";
import { givenChecksum } from "./checksums.ts";
import { MIN_PART_BYTES, type MultipartUpload, type UploadedPart } from "./multipart-upload.ts";
import type { Checksum, NewObject } from "./object-version.ts";

/**
 * The parts that the client names, which need not be all that came.
 * @throws ServiceException
 */
export const chooseParts = (
  upload: MultipartUpload,
  wanted: readonly CompletedPart[],
  uploaded: readonly UploadedPart[],
): readonly UploadedPart[] => {
  if (wanted.length === 0) throw invalidRequest("You must specify at least one part");
  const byNumber = new Map(uploaded.map((part) => [part.partNumber, part]));
  const parts = wanted.map((completed, index) => {
    const { PartNumber = 0, ETag = "" } = completed;
    const previous = wanted[index - 1]?.PartNumber ?? 0;
    if (PartNumber <= previous) throw invalidPartOrder(upload.uploadId);
    const part = byNumber.get(PartNumber);
    const eTag = ETag.replaceAll('"', "");
    const isSame = part?.eTag === eTag && isSameChecksum(upload, completed, part);
    if (!isSame) throw invalidPart({ UploadId: upload.uploadId, PartNumber, ETag: eTag });
    return part;
  });
  for (const { partNumber, sizeBytes, eTag } of parts.slice(0, -1)) {
    if (sizeBytes >= MIN_PART_BYTES) continue;
    throw entityTooSmall({
      ProposedSize: sizeBytes,
      MinSizeAllowed: MIN_PART_BYTES,
      PartNumber: partNumber,
      ETag: eTag,
    });
  }
  return parts;
};

/**
 * PARITY: where the upload has no algorithm of its own, a part that is named with a checksum is not found.
 * @throws ServiceException for a checksum that is missing or of another algorithm
 */
const isSameChecksum = (
  { checksumName, checksumType }: MultipartUpload,
  completed: CompletedPart,
  { partNumber, checksum }: UploadedPart,
): boolean => {
  const given = givenChecksum(completed);
  if (checksumName === undefined) return given === undefined;
  if (given === undefined) {
    if (checksumType !== "COMPOSITE") return true;
    throw invalidRequest(
      `The upload was created using a ${checksumName.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${partNumber} in the request.`,
    );
  }
  if (given.name !== checksumName) throw badPartDigest(given.name.toLowerCase(), partNumber);
  return given.value === checksum;
};

/**
 * What the client says of the object as a whole.
 * PARITY: the checksum of all bytes counts only beside its type; where the upload has no algorithm, none counts.
 * @throws ServiceException
 */
export const checkWhole = (
  input: CompleteMultipartUploadRequest,
  { checksumName, checksumType }: MultipartUpload,
  { sizeBytes, checksum }: NewObject & { readonly checksum: Checksum },
): void => {
  if (input.ChecksumType !== undefined && input.ChecksumType !== checksumType) {
    throw invalidRequest(
      `The upload was created using the ${checksumType ?? "null"} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== sizeBytes) {
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${input.MpuObjectSize} does not match what was computed: ${sizeBytes}`,
    );
  }
  const given = givenChecksum(input);
  if (given === undefined || checksumName === undefined) return;
  // Clients may leave out the number of parts of a composite.
  const [bare = ""] = checksum.value.split("-");
  const isTold = checksumType === "COMPOSITE" || input.ChecksumType === "FULL_OBJECT";
  const isSame = given.value === checksum.value || given.value === bare;
  if (given.name !== checksumName || !isTold || !isSame) throw badDigest(checksumName.toLowerCase());
};
