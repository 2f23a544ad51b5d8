import { hash, timingSafeEqual } from "node:crypto";
import { ALGORITHM } from "./signing-key.ts";

const HEX_SIGNATURE = /^[0-9a-f]{64}$/;

export const sha256Hex = (data: string | Uint8Array): string => hash("sha256", data, "hex");

/** SHA-256 of nothing. */
export const EMPTY_SHA256 = sha256Hex("");

/** @param scope as `formatScope` writes it */
export const stringToSign = (amzDate: string, scope: string, canonicalRequest: string): string =>
  `${ALGORITHM}\n${amzDate}\n${scope}\n${sha256Hex(canonicalRequest)}`;

/**
 * Compares in a time that does not depend on where the two differ.
 * @param expected in lower-case hexadecimal
 */
export const signatureMatches = (expected: string, claimed: string): boolean =>
  HEX_SIGNATURE.test(claimed) && timingSafeEqual(Buffer.from(expected, "latin1"), Buffer.from(claimed, "latin1"));
