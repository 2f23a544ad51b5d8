import type { ObjectSettings } from "./object-settings.ts";
import type { Tags } from "./tags.ts";

/** The one version of a bucket that is not versioned, or was not when it was written. */
export const NULL_VERSION = "null";

/** Name of a checksum as `x-amz-sdk-checksum-algorithm` has it. */
export type ChecksumName = "CRC32" | "CRC32C" | "CRC64NVME" | "SHA1" | "SHA256";

/** Whether a checksum is of all bytes, or of the checksums of the parts. */
export type ChecksumType = "FULL_OBJECT" | "COMPOSITE";

export interface Checksum {
  readonly name: ChecksumName;
  readonly type: ChecksumType;
  /** In base64; that of a composite ends in a dash and the number of parts. */
  readonly value: string;
}

/** Some of an object's bytes: all of them, or one part of a multipart upload. */
export interface Segment {
  /** 1 for an object that was put in one go. */
  readonly partNumber: number;
  /** Name of the blob. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Of this part alone, in base64; absent for an object that was put in one go. */
  readonly checksum: string | undefined;
}

interface VersionBase {
  readonly key: string;
  readonly versionId: string;
  readonly isLatest: boolean;
  /** Whole seconds, as HTTP dates have no more. */
  readonly lastModifiedMs: number;
  /** Counts up by key: the newest version has the highest. */
  readonly sequence: number;
}

/** Bytes that were stored under a key, with what was said of them. Only the tags ever change. */
export interface ObjectVersion extends VersionBase {
  readonly kind: "object";
  /** Never used again: what the segments hang on. */
  readonly objectId: string;
  readonly sizeBytes: number;
  /** Hexadecimal, for a multipart object with a dash and the number of parts; without quotes. */
  readonly eTag: string;
  readonly checksum: Checksum | undefined;
  /** Undefined for an object that was put in one go. */
  readonly partCount: number | undefined;
  readonly settings: ObjectSettings;
  readonly tags: Tags;
}

/** Stands in for an object that was deleted while its bucket kept versions. */
interface DeleteMarker extends VersionBase {
  readonly kind: "delete-marker";
}

export type StoredVersion = ObjectVersion | DeleteMarker;

/** An object as it is about to be stored; key, version and time are given to it by the store. */
export type NewObject = Pick<ObjectVersion, "sizeBytes" | "eTag" | "checksum" | "partCount" | "settings" | "tags"> & {
  readonly segments: readonly Segment[];
};

/** PARITY: quotes are part of an ETag. */
export const quotedETag = (eTag: string): string => `"${eTag}"`;
