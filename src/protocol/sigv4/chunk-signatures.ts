import { createHash, type Hash } from "node:crypto";
import type { SignatureClaim } from "./claim.ts";
import type { HmacKey } from "./hmac-key.ts";
import { EMPTY_SHA256, sha256Hex, signatureMatches } from "./signature.ts";
import { formatScope } from "./signing-key.ts";

/**
 * The chain of signatures over an `aws-chunked` body: each chunk's covers the one before it, the first covers
 * the request's own, so that chunks can be neither changed nor moved nor left out.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export class ChunkSignatures {
  readonly #key: HmacKey;
  readonly #context: string;
  #previous: string;
  #chunk: Hash = createHash("sha256");

  /** @param claim of the request, already verified */
  constructor(claim: SignatureClaim, key: HmacKey) {
    this.#key = key;
    this.#context = `${claim.amzDate}\n${formatScope(claim.scope)}`;
    this.#previous = claim.signature;
  }

  /** Adds bytes to the chunk that is being received. */
  update(bytes: Uint8Array): void {
    this.#chunk.update(bytes);
  }

  /** Ends the chunk and begins the next. */
  verifyChunk(signature: string): boolean {
    const hash = this.#chunk.digest("hex");
    this.#chunk = createHash("sha256");
    return this.#verify("AWS4-HMAC-SHA256-PAYLOAD", `${EMPTY_SHA256}\n${hash}`, signature);
  }

  /** @param trailers as canonical lines, `name:value` and a line feed each */
  verifyTrailers(trailers: string, signature: string): boolean {
    return this.#verify("AWS4-HMAC-SHA256-TRAILER", sha256Hex(trailers), signature);
  }

  #verify(algorithm: string, hashes: string, signature: string): boolean {
    const expected = this.#key.sign(`${algorithm}\n${this.#context}\n${this.#previous}\n${hashes}`);
    this.#previous = signature;
    return signatureMatches(expected, signature);
  }
}
