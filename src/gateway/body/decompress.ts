import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { badRequest } from "../exceptions.ts";
import type { RequestHead, Target } from "../served-service.ts";
import type { BodyLimit } from "./limits.ts";

const gunzipWithin = promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(gunzip);

/**
 * Undoes `Content-Encoding: gzip`, which clients use for large inputs such as PutMetricData. Signature and
 * checksums are over the compressed bytes, so this comes after them.
 * PARITY: S3 stores what it is given and merely remembers the encoding.
 * @throws ServiceException when the body is no gzip, or larger than the limit once unpacked
 */
export const decompress = (
  body: Uint8Array,
  { headers }: RequestHead,
  { served }: Target,
  limit: BodyLimit,
): Uint8Array | Promise<Uint8Array> => {
  const encoding = headers["content-encoding"];
  if (encoding === undefined || served.model.signingName === "s3" || !/\bgzip\b/i.test(encoding)) return body;
  return unzip(body, limit);
};

const unzip = async (body: Uint8Array, limit: BodyLimit): Promise<Uint8Array> => {
  try {
    return await gunzipWithin(body, { maxOutputLength: limit.maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw limit.tooLarge(limit.maxBytes + 1);
    throw badRequest("The request body is not valid gzip.");
  }
};
