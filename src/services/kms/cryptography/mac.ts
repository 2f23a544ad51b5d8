import { createHmac, timingSafeEqual } from "node:crypto";
import type { MacAlgorithmSpec } from "../../../models/generated/kms.ts";

const HASHES: Readonly<Record<MacAlgorithmSpec, string>> = {
  HMAC_SHA_224: "sha224",
  HMAC_SHA_256: "sha256",
  HMAC_SHA_384: "sha384",
  HMAC_SHA_512: "sha512",
};

export const generateHmac = (material: Uint8Array, algorithm: MacAlgorithmSpec, message: Uint8Array): Buffer =>
  createHmac(HASHES[algorithm], material).update(message).digest();

export const isHmacOf = (
  material: Uint8Array,
  algorithm: MacAlgorithmSpec,
  message: Uint8Array,
  mac: Uint8Array,
): boolean => {
  const expected = generateHmac(material, algorithm, message);
  return expected.byteLength === mac.byteLength && timingSafeEqual(expected, mac);
};
