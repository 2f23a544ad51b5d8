import type { Clock } from "../../base/clock.ts";
import { getUpload } from "./find-upload.ts";
import type { ReceivedBytes } from "./object-bytes.ts";
import type { S3Store } from "./store/s3-store.ts";
import { wholeSeconds } from "./write-object.ts";

interface PartRequest {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
  readonly PartNumber: number;
}

/**
 * Adds bytes that are already stored to an upload.
 * @returns when the part came, in milliseconds
 * @throws ServiceException when the upload was completed or aborted while the bytes were on their way
 */
export const storePart = async (
  { store, clock }: { readonly store: S3Store; readonly clock: Clock },
  request: PartRequest,
  { sha256, sizeBytes, eTag, checksum }: ReceivedBytes,
): Promise<number> => {
  const lastModifiedMs = wholeSeconds(clock.nowMs());
  const part = { partNumber: request.PartNumber, sha256, sizeBytes, eTag, checksum: checksum.value, lastModifiedMs };
  await store.transaction(async (session) => {
    await getUpload(store, request, session);
    await store.uploads.putPart(request.UploadId, part, session);
  });
  return lastModifiedMs;
};
