import type { GetObjectOutput, GetObjectRequest } from "../../models/generated/s3.ts";
import { invalidArgument, invalidPartNumber, invalidRequest } from "./exceptions.ts";
import { parseRange, type ByteRange } from "./model/byte-range.ts";
import { checksumOutput } from "./model/checksums.ts";
import { MAX_PART_NUMBER, MIN_PART_NUMBER } from "./model/multipart-upload.ts";
import { settingsOutput } from "./model/object-settings.ts";
import { responseOverrides } from "./model/response-overrides.ts";
import { type Checksum, quotedETag, type ObjectVersion, type Segment } from "./model/object-version.ts";

type ReadRequest = Omit<GetObjectRequest, "Bucket" | "Key">;

/** What GetObject sends and HeadObject announces. */
export interface ObjectReading {
  /** Undefined for the whole object. */
  readonly range: ByteRange | undefined;
  readonly output: Omit<GetObjectOutput, "Body">;
}

/** @param shownVersionId undefined where the bucket was never versioned */
export const readingOf = (
  input: ReadRequest,
  version: ObjectVersion,
  segments: readonly Segment[],
  shownVersionId: string | undefined,
): ObjectReading => {
  const { sizeBytes } = version;
  const range = wantedRange(input, version, segments);
  const tagCount = Object.keys(version.tags).length;
  const output = {
    AcceptRanges: "bytes",
    LastModified: new Date(version.lastModifiedMs),
    ContentLength: range === undefined ? sizeBytes : range.end - range.start + 1,
    ContentRange: range && `bytes ${range.start}-${range.end}/${sizeBytes}`,
    ETag: quotedETag(version.eTag),
    VersionId: shownVersionId,
    TagCount: tagCount === 0 ? undefined : tagCount,
    PartsCount: input.PartNumber === undefined ? undefined : version.partCount,
    ...(input.ChecksumMode === "ENABLED" ? checksumOutput(toldChecksum(input, version, segments, range)) : {}),
    ...settingsOutput(version.settings),
    ...responseOverrides(input),
  };
  return { range, output };
};

/** PARITY: told of all bytes, or of a part where the object's checksum is made of those of its parts. */
const toldChecksum = (
  { PartNumber }: ReadRequest,
  { checksum, partCount }: ObjectVersion,
  segments: readonly Segment[],
  range: ByteRange | undefined,
): Checksum | undefined => {
  const isWhole = range === undefined || (PartNumber !== undefined && partCount === undefined);
  if (isWhole || checksum === undefined) return checksum;
  const value = PartNumber === undefined ? undefined : segments[PartNumber - 1]?.checksum;
  return checksum.type === "COMPOSITE" && value !== undefined ? { ...checksum, value } : undefined;
};

const wantedRange = (
  input: ReadRequest,
  version: ObjectVersion,
  segments: readonly Segment[],
): ByteRange | undefined => {
  const { PartNumber: partNumber, Range } = input;
  if (partNumber === undefined) return parseRange(Range, version.sizeBytes);
  if (Range !== undefined) throw invalidRequest("Cannot specify both Range header and partNumber query parameter");
  if (partNumber < MIN_PART_NUMBER || partNumber > MAX_PART_NUMBER) {
    throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", partNumber);
  }
  const part = segments[partNumber - 1];
  if (part === undefined) throw invalidPartNumber(partNumber, segments.length);
  // A range without bytes cannot be written down.
  if (part.sizeBytes === 0) return undefined;
  const start = segments.slice(0, partNumber - 1).reduce((sum, segment) => sum + segment.sizeBytes, 0);
  return { start, end: start + part.sizeBytes - 1 };
};
