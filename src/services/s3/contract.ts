import type { Readable } from "node:stream";

/** Where an object is. Without a version it is the newest one. */
export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

/** An object found, not yet read. */
export interface FoundObject {
  readonly sizeBytes: number;
  /** In double quotes, as S3 writes it. */
  readonly eTag: string;
  /** Undefined where the bucket was never versioned. */
  readonly versionId: string | undefined;
  /** Its bytes, streamed; fails half-way when the disk does. */
  open(): Readable;
}

/** Port: lets another service read an object on behalf of its caller. */
export interface ObjectReader {
  /** @throws ServiceException as GetObject would: NoSuchBucket, NoSuchKey, NoSuchVersion */
  find(location: ObjectLocation): Promise<FoundObject>;
}

/** Port: lets another service write an object on behalf of its caller. */
export interface ObjectWriter {
  /**
   * Durable when the promise resolves; readers see the old object or the new one.
   * @throws ServiceException as PutObject would: NoSuchBucket, KeyTooLongError
   */
  put(
    location: { readonly bucket: string; readonly key: string },
    body: Uint8Array,
    contentType: string,
  ): Promise<void>;
}
