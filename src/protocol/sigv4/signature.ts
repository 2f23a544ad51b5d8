import { hash, timingSafeEqual } from "node:crypto";
import { ALGORITHM } from "./signing-key.ts";

/** As every signature is written. */
export const HEX_SIGNATURE = /^[0-9a-f]{64}$/;

export const sha256Hex = (data: string | Uint8Array): string => hash("sha256", data, "hex");

/** SHA-256 of nothing. */
export const EMPTY_SHA256 = sha256Hex("");

/** @param scope as `formatScope` writes it */
export const stringToSign = (amzDate: string, scope: string, canonicalRequest: string): string =>
  `${ALGORITHM}\n${amzDate}\n${scope}\n${sha256Hex(canonicalRequest)}`;

const SIGNATURE_CHARACTERS = 64;
/** Of the comparison at hand; made once. */
const expectedBytes = Buffer.alloc(SIGNATURE_CHARACTERS);
const claimedBytes = Buffer.alloc(SIGNATURE_CHARACTERS);

/**
 * Compares in a time that does not depend on where the two differ.
 * @param expected in lower-case hexadecimal
 */
export const signatureMatches = (expected: string, claimed: string): boolean => {
  if (!HEX_SIGNATURE.test(claimed)) return false;
  expectedBytes.write(expected, "latin1");
  claimedBytes.write(claimed, "latin1");
  return timingSafeEqual(expectedBytes, claimedBytes);
};
