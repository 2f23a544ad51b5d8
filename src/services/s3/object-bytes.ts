import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { badDigest, entityTooLarge } from "./exceptions.ts";
import type { ByteRange } from "./model/byte-range.ts";
import { checksumAlgorithm } from "./model/checksums.ts";
import type { ChecksumName, Segment } from "./model/object-version.ts";

/** Where bytes are kept: the blob store. */
export interface ObjectBlobs {
  put(content: Readable): Promise<{ readonly sha256: string; readonly sizeBytes: number }>;
  open(sha256: string, range?: ByteRange): Readable;
}

/** Bytes that are stored durably, and what was computed while they passed. */
export interface ReceivedBytes {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** MD5, hexadecimal. */
  readonly eTag: string;
  readonly checksum: { readonly name: ChecksumName; readonly value: string };
}

/** Largest that one request may bring. Source: Amazon S3 quotas. */
const MAX_PUT_BYTES = 5 * 1024 ** 3;

/**
 * Stores a stream, a piece at a time. The blob is durable when the promise resolves; when the stream breaks off
 * nothing is stored.
 * @param expected what the checksum must be, where the caller was told
 * @throws ServiceException EntityTooLarge or BadDigest, and whatever the stream fails with
 */
export const receiveBytes = async (
  blobs: ObjectBlobs,
  content: AsyncIterable<Uint8Array> | undefined,
  { name, expected }: { readonly name: ChecksumName; readonly expected?: string | undefined },
): Promise<ReceivedBytes> => {
  const md5 = createHash("md5");
  const checksum = checksumAlgorithm(name).start();
  let value = "";
  async function* observed(): AsyncGenerator<Uint8Array, void, undefined> {
    let receivedBytes = 0;
    for await (const bytes of content ?? []) {
      receivedBytes += bytes.byteLength;
      if (receivedBytes > MAX_PUT_BYTES) throw entityTooLarge(receivedBytes, MAX_PUT_BYTES);
      md5.update(bytes);
      checksum.update(bytes);
      yield bytes;
    }
    value = checksum.digest();
    // Before the blob is published: what was damaged on its way leaves nothing behind.
    if (expected !== undefined && expected !== value) throw badDigest(name);
  }
  const { sha256, sizeBytes } = await blobs.put(Readable.from(observed(), { objectMode: true }));
  return { sha256, sizeBytes, eTag: md5.digest("hex"), checksum: { name, value } };
};

/** Bytes of an object, or a range of them, one segment after the other. */
export const readSegments = (blobs: ObjectBlobs, segments: readonly Segment[], range?: ByteRange): Readable =>
  Readable.from(segmentPieces(blobs, segments, range), { objectMode: true });

async function* segmentPieces(
  blobs: ObjectBlobs,
  segments: readonly Segment[],
  range: ByteRange | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  let offset = 0;
  for (const { sha256, sizeBytes } of segments) {
    const start = Math.max(0, (range?.start ?? 0) - offset);
    const end = Math.min(sizeBytes - 1, (range?.end ?? Number.MAX_SAFE_INTEGER) - offset);
    const isWhole = start === 0 && end === sizeBytes - 1;
    if (start <= end) yield* blobs.open(sha256, isWhole ? undefined : { start, end });
    offset += sizeBytes;
  }
}
