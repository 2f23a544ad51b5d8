import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT_VERSION = 1;
const HEADER_BYTES = 1 + NONCE_BYTES;

/**
 * A key for one purpose, derived from the master key so that what is sealed for one purpose opens for no other.
 * @param purpose part of what is stored for ever: never change one in use
 */
export const deriveKey = (masterKey: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync("sha256", masterKey, "lambkin", purpose, 32));

/**
 * Encrypts and authenticates small values under a key of their own (AES-256-GCM).
 * Layout: format version (1 byte), nonce (12), ciphertext, tag (16).
 * LIMIT: nonces are random, so one purpose should not seal more than 2^32 values under one master key.
 */
export class Sealer {
  readonly #key: Buffer;

  constructor(masterKey: Uint8Array, purpose: string) {
    this.#key = deriveKey(masterKey, purpose);
  }

  /** @param context must be given again to open: it ties the value to its place, such as the row's id */
  seal(plaintext: string, context: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(context));
    const body = cipher.update(plaintext, "utf8");
    return Buffer.concat([Buffer.of(FORMAT_VERSION), nonce, body, cipher.final(), cipher.getAuthTag()]);
  }

  /** @returns undefined for anything that this key did not seal, byte for byte, in this context */
  open(sealed: Uint8Array, context: string): string | undefined {
    if (sealed.length < HEADER_BYTES + TAG_BYTES || sealed[0] !== FORMAT_VERSION) return undefined;
    const bodyEnd = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, this.#key, sealed.subarray(1, HEADER_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(sealed.subarray(bodyEnd));
    const head = decipher.update(sealed.subarray(HEADER_BYTES, bodyEnd));
    try {
      return Buffer.concat([head, decipher.final()]).toString("utf8");
    } catch {
      return undefined; // the tag does not fit: forged, altered, or sealed under another key
    }
  }
}
