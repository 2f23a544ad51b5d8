import { buffer } from "node:stream/consumers";
import { ServiceException } from "../../../../aws/service-exception.ts";
import type { ObjectReader } from "../../../s3/contract.ts";
import { invalidParameter, unzippedTooLarge } from "../../exceptions.ts";
import { MAX_UNZIPPED_BYTES } from "../../model/quotas.ts";

/** Where a request says that its code is. */
export interface CodeLocation {
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
}

/**
 * Reads an archive that was uploaded to a bucket.
 * @throws ServiceException InvalidParameterValueException, saying what S3 answered
 */
export const readCodeFromBucket = async (objects: ObjectReader, location: CodeLocation): Promise<Uint8Array> => {
  const { S3Bucket: bucket, S3Key: key, S3ObjectVersion: versionId } = location;
  if (bucket === undefined || key === undefined) throw invalidParameter("Please provide a source for function code.");
  const object = await objects.find({ bucket, key, versionId }).catch(rethrow);
  // An archive that is larger than what may come out of it need not be read to be refused.
  if (object.sizeBytes > MAX_UNZIPPED_BYTES) throw unzippedTooLarge(MAX_UNZIPPED_BYTES);
  return buffer(object.open()).catch(rethrow);
};

/** Also half-way: another server may be gone by then, or have another object. */
const rethrow = (error: unknown): never => {
  throw error instanceof ServiceException ? couldNotGetObject(error) : error;
};

/** PARITY: recorded; the sentences are S3's own, with their full stop or without. */
const couldNotGetObject = (cause: ServiceException): ServiceException =>
  invalidParameter(
    `Error occurred while GetObject. S3 Error Code: ${cause.code}. S3 Error Message: ${cause.message}`,
    cause,
  );
