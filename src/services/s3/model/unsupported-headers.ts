import { invalidRequest, unsupportedHeader } from "../exceptions.ts";

interface LockHeaders {
  readonly ObjectLockMode?: unknown;
  readonly ObjectLockRetainUntilDate?: unknown;
  readonly ObjectLockLegalHoldStatus?: unknown;
  readonly WriteOffsetBytes?: number | undefined;
}

/**
 * PARITY: no bucket here has an object lock, so whoever wants to lock an object is told what AWS says then.
 * @throws ServiceException
 */
export const refuseUnsupportedHeaders = (input: LockHeaders): void => {
  const locks = [input.ObjectLockMode, input.ObjectLockRetainUntilDate, input.ObjectLockLegalHoldStatus];
  if (locks.some((lock) => lock !== undefined)) throw invalidRequest("Bucket is missing Object Lock Configuration");
  if (input.WriteOffsetBytes !== undefined) throw unsupportedHeader("x-amz-write-offset-bytes");
};
