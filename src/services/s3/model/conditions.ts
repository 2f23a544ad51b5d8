import { conditionNotAccepted, noSuchKey, notModified, preconditionFailed, severalConditions } from "../exceptions.ts";
import type { StoredVersion } from "./object-version.ts";

/** What conditional headers are held against. */
interface Conditioned {
  readonly eTag: string;
  readonly lastModifiedMs: number;
}

interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

/**
 * What a reader insists on. An ETag weighs more than a date.
 * @throws ServiceException 304 when the reader has the object already, 412 when it is not the one it expects
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
export const checkReadConditions = (conditions: ReadConditions, object: Conditioned): void => {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!matchesETag(IfMatch, object.eTag)) throw preconditionFailed("If-Match");
  } else if (IfUnmodifiedSince !== undefined && object.lastModifiedMs > IfUnmodifiedSince.getTime()) {
    throw preconditionFailed("If-Unmodified-Since");
  }
  if (IfNoneMatch !== undefined) {
    if (matchesETag(IfNoneMatch, object.eTag)) throw notModified(object);
  } else if (IfModifiedSince !== undefined && object.lastModifiedMs <= IfModifiedSince.getTime()) {
    throw notModified(object);
  }
};

interface CopyConditions {
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: Date | undefined;
  readonly CopySourceIfUnmodifiedSince?: Date | undefined;
}

/** @throws ServiceException 412: who copies is not served by 304 */
export const checkCopyConditions = (conditions: CopyConditions, source: Conditioned): void => {
  const { CopySourceIfMatch, CopySourceIfNoneMatch, CopySourceIfModifiedSince, CopySourceIfUnmodifiedSince } =
    conditions;
  if (CopySourceIfMatch !== undefined) {
    if (!matchesETag(CopySourceIfMatch, source.eTag)) throw preconditionFailed("x-amz-copy-source-If-Match");
  } else if (CopySourceIfUnmodifiedSince !== undefined && source.lastModifiedMs > +CopySourceIfUnmodifiedSince) {
    throw preconditionFailed("x-amz-copy-source-If-Unmodified-Since");
  }
  if (CopySourceIfNoneMatch !== undefined) {
    if (matchesETag(CopySourceIfNoneMatch, source.eTag)) throw preconditionFailed("x-amz-copy-source-If-None-Match");
  } else if (CopySourceIfModifiedSince !== undefined && source.lastModifiedMs <= +CopySourceIfModifiedSince) {
    throw preconditionFailed("x-amz-copy-source-If-Modified-Since");
  }
};

/**
 * To be called before bytes are received.
 * @throws ServiceException for conditions that S3 knows when reading, but not when writing
 */
export const refuseReadConditions = ({ IfMatch, IfNoneMatch }: WriteConditions): void => {
  if (IfMatch !== undefined && IfNoneMatch !== undefined) throw severalConditions();
  if (IfNoneMatch !== undefined && IfNoneMatch !== "*") throw conditionNotAccepted("If-None-Match");
  if (IfMatch === "*") throw conditionNotAccepted("If-Match");
};

type WriteConditions = Pick<ReadConditions, "IfMatch" | "IfNoneMatch">;

/**
 * What a writer insists on: that there is no object yet, or that it is the one it knows.
 * @param latest undefined when there was never an object
 */
export const checkWriteConditions = (
  { IfMatch, IfNoneMatch }: WriteConditions,
  key: string,
  latest: StoredVersion | undefined,
): void => {
  const object = latest?.kind === "object" ? latest : undefined;
  if (IfNoneMatch !== undefined && object !== undefined && matchesETag(IfNoneMatch, object.eTag)) {
    throw preconditionFailed("If-None-Match");
  }
  if (IfMatch === undefined) return;
  if (object === undefined) throw noSuchKey(key);
  if (!matchesETag(IfMatch, object.eTag)) throw preconditionFailed("If-Match");
};

/** @param condition `*`, or ETags with or without quotes, separated by commas */
export const matchesETag = (condition: string, eTag: string): boolean =>
  condition
    .split(",")
    .map((wanted) => wanted.trim().replace(/^W\//, "").replaceAll('"', ""))
    .some((wanted) => wanted === "*" || wanted === eTag);
