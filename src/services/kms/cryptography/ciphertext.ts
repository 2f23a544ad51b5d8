import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { EncryptionContext } from "../contract.ts";

/**
 * What Encrypt answers for symmetric keys. Layout: format version (1 byte), key id (16), material version (4, big
 * endian), salt (16), nonce (12), ciphertext, tag (16). Each ciphertext is made with a key of its own, derived from
 * the material and the salt, so that random nonces never run out. Header and encryption context are authenticated.
 */
const FORMAT_VERSION = 1;
const KEY_ID_END = 17;
const MATERIAL_END = 21;
const SALT_END = 37;
const NONCE_END = 49;
const TAG_BYTES = 16;
const CIPHER = "aes-256-gcm";

/** Which key, in which generation, made a ciphertext. */
export interface CiphertextHeader {
  readonly keyId: string;
  readonly materialVersion: number;
}

/** @returns undefined for bytes that no key of this server made */
export const readCiphertextHeader = (blob: Uint8Array): CiphertextHeader | undefined => {
  if (blob.byteLength < NONCE_END + TAG_BYTES || blob[0] !== FORMAT_VERSION) return undefined;
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  return { keyId: formatUuid(bytes.subarray(1, KEY_ID_END)), materialVersion: bytes.readUInt32BE(KEY_ID_END) };
};

export const encryptSymmetric = (
  material: Uint8Array,
  { keyId, materialVersion }: CiphertextHeader,
  plaintext: Uint8Array,
  context: EncryptionContext,
): Buffer => {
  const header = Buffer.alloc(MATERIAL_END);
  header[0] = FORMAT_VERSION;
  header.write(keyId.replaceAll("-", ""), 1, "hex");
  header.writeUInt32BE(materialVersion, KEY_ID_END);
  const salt = randomBytes(SALT_END - MATERIAL_END);
  const nonce = randomBytes(NONCE_END - SALT_END);
  const cipher = createCipheriv(CIPHER, deriveKey(material, salt), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(header, context));
  const body = cipher.update(plaintext);
  return Buffer.concat([header, salt, nonce, body, cipher.final(), cipher.getAuthTag()]);
};

/** @returns undefined when the blob was altered, or made with other material or in another context */
export const decryptSymmetric = (
  material: Uint8Array,
  blob: Uint8Array,
  context: EncryptionContext,
): Buffer | undefined => {
  const tagStart = blob.byteLength - TAG_BYTES;
  const key = deriveKey(material, blob.subarray(MATERIAL_END, SALT_END));
  const decipher = createDecipheriv(CIPHER, key, blob.subarray(SALT_END, NONCE_END), { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(blob.subarray(0, MATERIAL_END), context));
  decipher.setAuthTag(blob.subarray(tagStart));
  const head = decipher.update(blob.subarray(NONCE_END, tagStart));
  try {
    return Buffer.concat([head, decipher.final()]);
  } catch {
    return undefined; // the tag does not fit
  }
};

const deriveKey = (material: Uint8Array, salt: Uint8Array): Buffer =>
  Buffer.from(hkdfSync("sha256", material, salt, "lambkin kms ciphertext", 32));

/** The order in which a context's pairs are given means nothing. */
const associatedData = (header: Uint8Array, context: EncryptionContext): Buffer => {
  const pairs = Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([header, Buffer.from(JSON.stringify(pairs))]);
};

const formatUuid = (bytes: Buffer): string =>
  bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
