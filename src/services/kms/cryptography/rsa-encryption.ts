import { constants, privateDecrypt, publicEncrypt } from "node:crypto";
import { privateKeyOf, publicKeyOf } from "./key-pairs.ts";

export type RsaEncryptionAlgorithm = "RSAES_OAEP_SHA_1" | "RSAES_OAEP_SHA_256";

const HASHES = {
  RSAES_OAEP_SHA_1: { name: "sha1", bytes: 20 },
  RSAES_OAEP_SHA_256: { name: "sha256", bytes: 32 },
} as const;

/** How much one ciphertext of OAEP holds. @see https://datatracker.ietf.org/doc/html/rfc8017#section-7.1.1 */
export const maxPlaintextBytes = (modulusBits: number, algorithm: RsaEncryptionAlgorithm): number =>
  modulusBits / 8 - 2 * HASHES[algorithm].bytes - 2;

export const encryptRsa = (material: Uint8Array, algorithm: RsaEncryptionAlgorithm, plaintext: Uint8Array): Buffer =>
  publicEncrypt({ key: publicKeyOf(material), ...padding(algorithm) }, plaintext);

/** @returns undefined for what was not encrypted for this key by this algorithm */
export const decryptRsa = (
  material: Uint8Array,
  algorithm: RsaEncryptionAlgorithm,
  ciphertext: Uint8Array,
): Buffer | undefined => {
  const key = { key: privateKeyOf(material), ...padding(algorithm) };
  try {
    return privateDecrypt(key, ciphertext);
  } catch {
    return undefined;
  }
};

const padding = (algorithm: RsaEncryptionAlgorithm) => ({
  padding: constants.RSA_PKCS1_OAEP_PADDING,
  oaepHash: HASHES[algorithm].name,
});
