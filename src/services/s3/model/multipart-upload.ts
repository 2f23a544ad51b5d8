import type { ObjectSettings } from "./object-settings.ts";
import type { ChecksumName, ChecksumType } from "./object-version.ts";
import type { Tags } from "./tags.ts";

/** An object in the making. */
export interface MultipartUpload {
  readonly uploadId: string;
  readonly bucketName: string;
  readonly key: string;
  readonly initiatedAtMs: number;
  /** What the client asked for; undefined leaves the choice to S3. */
  readonly checksumName: ChecksumName | undefined;
  readonly checksumType: ChecksumType | undefined;
  readonly settings: ObjectSettings;
  readonly tags: Tags;
}

export interface UploadedPart {
  readonly partNumber: number;
  /** Name of the blob. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** MD5 of the part, hexadecimal. */
  readonly eTag: string;
  /** By the algorithm of the upload, in base64. */
  readonly checksum: string;
  readonly lastModifiedMs: number;
}

export const MIN_PART_NUMBER = 1;
export const MAX_PART_NUMBER = 10_000;
/** Every part but the last. Source: Amazon S3 multipart upload limits. */
export const MIN_PART_BYTES = 5 * 1024 * 1024;
