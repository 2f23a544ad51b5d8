import { promisify } from "node:util";
import { crc32, inflateRaw, inflateRawSync, type InputType, type ZlibOptions } from "node:zlib";
import { couldNotUnzip } from "../../exceptions.ts";
import type { ZipItem, ZipTree } from "./zip-tree.ts";

/** Content up to this size is inflated at once: it takes less time than the way to another thread and back. */
const INFLATE_AT_ONCE_BYTES = 65_536;
const DEFLATED = 8;

const inflateElsewhere: (bytes: InputType, options: ZlibOptions) => Promise<Buffer> = promisify(inflateRaw);

/**
 * The bytes of one entry, of exactly the length and the checksum that the archive's directory promised.
 * LIMIT: whole in memory, which the limit on the size of all entries together keeps bounded.
 * @throws ServiceException InvalidParameterValueException
 */
export const readZipContent = async ({ archive, zip }: ZipTree, { path, entry }: ZipItem): Promise<Buffer> => {
  const stored = await zip.readLocalFileHeaderPromise(entry, { minimal: true }).then(
    ({ fileDataStart }) => archive.subarray(fileDataStart, fileDataStart + entry.compressedSize),
    (error: unknown) => {
      throw couldNotUnzip(undefined, error);
    },
  );
  const content = entry.compressionMethod === DEFLATED ? await inflate(stored, entry.uncompressedSize) : stored;
  if (content.byteLength !== entry.uncompressedSize || crc32(content) !== entry.crc32) {
    throw couldNotUnzip(undefined, new Error(`length or checksum of ${path}`));
  }
  return content;
};

const inflate = async (stored: Buffer, sizeBytes: number): Promise<Buffer> => {
  // Zlib takes no limit of zero, and stops as soon as the limit is passed.
  const options = { maxOutputLength: Math.max(1, sizeBytes) };
  try {
    return sizeBytes <= INFLATE_AT_ONCE_BYTES
      ? inflateRawSync(stored, options)
      : await inflateElsewhere(stored, options);
  } catch (error) {
    throw couldNotUnzip(undefined, error);
  }
};
