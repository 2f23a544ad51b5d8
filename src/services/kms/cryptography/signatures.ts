import { constants, sign, type SignKeyObjectInput, verify, type VerifyKeyObjectInput } from "node:crypto";
import type { SigningAlgorithmSpec } from "../../../models/generated/kms.ts";
import { privateKeyOf, publicKeyOf } from "./key-pairs.ts";

interface Scheme {
  readonly hash: string;
  readonly isProbabilistic: boolean;
}

/** The algorithms of `signingAlgorithmsOf`. */
const SCHEMES: Readonly<Partial<Record<SigningAlgorithmSpec, Scheme>>> = {
  RSASSA_PKCS1_V1_5_SHA_256: { hash: "sha256", isProbabilistic: false },
  RSASSA_PKCS1_V1_5_SHA_384: { hash: "sha384", isProbabilistic: false },
  RSASSA_PKCS1_V1_5_SHA_512: { hash: "sha512", isProbabilistic: false },
  RSASSA_PSS_SHA_256: { hash: "sha256", isProbabilistic: true },
  RSASSA_PSS_SHA_384: { hash: "sha384", isProbabilistic: true },
  RSASSA_PSS_SHA_512: { hash: "sha512", isProbabilistic: true },
  ECDSA_SHA_256: { hash: "sha256", isProbabilistic: false },
  ECDSA_SHA_384: { hash: "sha384", isProbabilistic: false },
  ECDSA_SHA_512: { hash: "sha512", isProbabilistic: false },
};

/** ECDSA signatures are DER, as AWS's. */
export const signMessage = (material: Uint8Array, algorithm: SigningAlgorithmSpec, message: Uint8Array): Buffer => {
  const { hash, ...scheme } = schemeOf(algorithm);
  return sign(hash, message, { key: privateKeyOf(material), ...padding(scheme) } satisfies SignKeyObjectInput);
};

export const isSignatureOf = (
  material: Uint8Array,
  algorithm: SigningAlgorithmSpec,
  message: Uint8Array,
  signature: Uint8Array,
): boolean => {
  const { hash, ...scheme } = schemeOf(algorithm);
  const key = { key: publicKeyOf(material), ...padding(scheme) } satisfies VerifyKeyObjectInput;
  return verify(hash, message, key, signature);
};

const schemeOf = (algorithm: SigningAlgorithmSpec): Scheme => {
  const scheme = SCHEMES[algorithm];
  if (scheme === undefined) throw new Error(`No key of this server signs by ${algorithm}.`);
  return scheme;
};

/** The salt of PSS is as long as the hash, as AWS has it. */
const padding = ({ isProbabilistic }: Omit<Scheme, "hash">) =>
  isProbabilistic ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {};
