import { hash } from "node:crypto";

/** SHA-256 reads blocks of so many bytes. */
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

/**
 * A key for HMAC-SHA-256. The inner and the outer block are made once, and each signature is two hashes in one call each,
 * which take a third of the time of an Hmac object.
 * @see https://www.rfc-editor.org/rfc/rfc2104
 */
export class HmacKey {
  readonly #innerBlock: Buffer;
  /** With room for the inner digest. */
  readonly #outer: Buffer;

  /** @param key of 64 bytes at most, as all of Signature Version 4 are but the secret itself */
  constructor(key: Uint8Array) {
    if (key.byteLength > BLOCK_BYTES) throw new RangeError("the key is longer than a block");
    this.#innerBlock = Buffer.alloc(BLOCK_BYTES, 0x36);
    this.#outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES, 0x5c);
    key.forEach((byte, index) => {
      this.#innerBlock[index] = byte ^ 0x36;
      this.#outer[index] = byte ^ 0x5c;
    });
  }

  /** @returns the HMAC in lower-case hexadecimal */
  sign(text: string): string {
    // A character takes three bytes of UTF-8 at most; a pair of surrogates takes four.
    const inner = Buffer.allocUnsafe(BLOCK_BYTES + text.length * 3);
    inner.set(this.#innerBlock);
    const innerBytes = BLOCK_BYTES + inner.write(text, BLOCK_BYTES, "utf8");
    this.#outer.write(hash("sha256", inner.subarray(0, innerBytes), "binary"), BLOCK_BYTES, "latin1");
    return hash("sha256", this.#outer, "hex");
  }
}
