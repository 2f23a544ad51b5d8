import { invalidArgument, noSuchUpload } from "./exceptions.ts";
import { MAX_PART_NUMBER, MIN_PART_NUMBER, type MultipartUpload } from "./model/multipart-upload.ts";
import type { S3Session } from "./store/schema.ts";
import type { S3Store } from "./store/s3-store.ts";

interface UploadRequest {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}

/** @throws ServiceException NoSuchUpload, also for an upload to another key */
export const getUpload = async (
  store: S3Store,
  { Bucket, Key, UploadId }: UploadRequest,
  session?: S3Session,
): Promise<MultipartUpload> => {
  const upload = await store.uploads.find(UploadId, session);
  if (upload === undefined || upload.bucketName !== Bucket || upload.key !== Key) throw noSuchUpload(UploadId);
  return upload;
};

/** @throws ServiceException */
export const checkPartNumber = (partNumber: number): void => {
  if (partNumber >= MIN_PART_NUMBER && partNumber <= MAX_PART_NUMBER) return;
  throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", partNumber);
};
