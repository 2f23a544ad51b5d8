/**
 * The `aws-chunked` content encoding: chunks of announced size, each signed or not, then trailing headers.
 * PARITY: S3 refuses chunks under 8 KiB that are not the last; any size is taken here, as it does no harm.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
import type { ChunkSignatures } from "../sigv4/chunk-signatures.ts";
import { refusal } from "../sigv4/refusal.ts";
import { ByteReader } from "./byte-reader.ts";
import { incompleteBody, malformedChunk, malformedTrailer } from "./exceptions.ts";

const MAX_HEADER_BYTES = 1024;
const MAX_TRAILER_BYTES = 8 * 1024;
const CHUNK_HEADER = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/;
const TRAILER_SIGNATURE = "x-amz-trailer-signature";

export type Trailers = Readonly<Record<string, string>>;

export interface AwsChunkedOptions {
  /** Verifies each chunk; absent where chunks are not signed. */
  readonly signatures: ChunkSignatures | undefined;
  /** Whether the trailing headers carry a signature too. */
  readonly signedTrailers: boolean;
  /** `x-amz-decoded-content-length`: how many bytes must come out; undefined where the client did not say. */
  readonly decodedBytes: number | undefined;
  /** Called once, after the last byte and before the iteration ends. */
  readonly onTrailers: (trailers: Trailers) => void;
}

/**
 * Bytes are passed on before their chunk's signature is known, so that chunks of any size fit in memory:
 * what was received counts only when the iteration has ended without an error.
 * @throws ServiceException for a malformed, incomplete or forged body
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Uint8Array>,
  options: AwsChunkedOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  await using reader = new ByteReader(source);
  const { signatures } = options;
  let decodedBytes = 0;
  for (;;) {
    const { sizeBytes, signature } = await readChunkHeader(reader);
    let leftBytes = sizeBytes;
    while (leftBytes > 0) {
      const bytes = await reader.readSome(leftBytes);
      if (bytes.length === 0) throw incompleteBody();
      leftBytes -= bytes.length;
      signatures?.update(bytes);
      yield bytes;
    }
    if (signatures !== undefined && !signatures.verifyChunk(signature)) throw refusal("s3", "wrong-signature");
    decodedBytes += sizeBytes;
    if (sizeBytes === 0) break;
    if ((await reader.readLine(1)) !== "") throw (await reader.isOver()) ? incompleteBody() : malformedChunk();
  }
  if (options.decodedBytes !== undefined && options.decodedBytes !== decodedBytes) throw incompleteBody();
  options.onTrailers(await readTrailers(reader, options));
}

const readChunkHeader = async (reader: ByteReader): Promise<{ sizeBytes: number; signature: string }> => {
  if (await reader.isOver()) throw incompleteBody();
  const parts = CHUNK_HEADER.exec((await reader.readLine(MAX_HEADER_BYTES)) ?? "");
  if (parts === null) throw malformedChunk();
  const [, size = "", signature = ""] = parts;
  return { sizeBytes: Number.parseInt(size, 16), signature };
};

/** Clients disagree on where the empty line stands, so empty lines mean nothing and the body's end ends them. */
const readTrailers = async (reader: ByteReader, options: AwsChunkedOptions): Promise<Trailers> => {
  const trailers: Record<string, string> = {};
  let canonical = "";
  let signature: string | undefined;
  while (!(await reader.isOver())) {
    const line = await reader.readLine(MAX_TRAILER_BYTES - canonical.length);
    if (line === undefined) throw malformedTrailer();
    if (line === "") continue;
    const colon = line.indexOf(":");
    if (colon <= 0) throw malformedTrailer();
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === TRAILER_SIGNATURE) signature = value;
    else {
      canonical += `${name}:${value}\n`;
      trailers[name] = value;
    }
  }
  if (options.signedTrailers && options.signatures?.verifyTrailers(canonical, signature ?? "") === false) {
    throw refusal("s3", "wrong-signature");
  }
  return trailers;
};
