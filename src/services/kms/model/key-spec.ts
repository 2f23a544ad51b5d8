import type {
  EncryptionAlgorithmSpec,
  KeyAgreementAlgorithmSpec,
  KeySpec,
  KeyUsageType,
  MacAlgorithmSpec,
  SigningAlgorithmSpec,
} from "../../../models/generated/kms.ts";

/** What a kind of key is made of. */
export type KeyForm =
  | { readonly kind: "symmetric" }
  | { readonly kind: "hmac"; readonly bytes: number; readonly algorithm: MacAlgorithmSpec }
  | { readonly kind: "rsa"; readonly modulusBits: number }
  | { readonly kind: "ecc"; readonly namedCurve: string; readonly algorithm: SigningAlgorithmSpec };

/** The specs that this server makes keys of; the others of the API need algorithms that Node's OpenSSL lacks. */
const FORMS: Readonly<Partial<Record<KeySpec, KeyForm>>> = {
  SYMMETRIC_DEFAULT: { kind: "symmetric" },
  HMAC_224: { kind: "hmac", bytes: 28, algorithm: "HMAC_SHA_224" },
  HMAC_256: { kind: "hmac", bytes: 32, algorithm: "HMAC_SHA_256" },
  HMAC_384: { kind: "hmac", bytes: 48, algorithm: "HMAC_SHA_384" },
  HMAC_512: { kind: "hmac", bytes: 64, algorithm: "HMAC_SHA_512" },
  RSA_2048: { kind: "rsa", modulusBits: 2_048 },
  RSA_3072: { kind: "rsa", modulusBits: 3_072 },
  RSA_4096: { kind: "rsa", modulusBits: 4_096 },
  ECC_NIST_P256: { kind: "ecc", namedCurve: "prime256v1", algorithm: "ECDSA_SHA_256" },
  ECC_NIST_P384: { kind: "ecc", namedCurve: "secp384r1", algorithm: "ECDSA_SHA_384" },
  ECC_NIST_P521: { kind: "ecc", namedCurve: "secp521r1", algorithm: "ECDSA_SHA_512" },
  ECC_SECG_P256K1: { kind: "ecc", namedCurve: "secp256k1", algorithm: "ECDSA_SHA_256" },
};

/** The one curve that AWS lets only sign. */
const SIGNING_CURVE = "secp256k1";

const USAGES: Readonly<Record<KeyForm["kind"], readonly KeyUsageType[]>> = {
  symmetric: ["ENCRYPT_DECRYPT"],
  hmac: ["GENERATE_VERIFY_MAC"],
  rsa: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
  ecc: ["SIGN_VERIFY", "KEY_AGREEMENT"],
};

const RSA_ENCRYPTION: readonly EncryptionAlgorithmSpec[] = ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"];
const RSA_SIGNING: readonly SigningAlgorithmSpec[] = [
  "RSASSA_PKCS1_V1_5_SHA_256",
  "RSASSA_PKCS1_V1_5_SHA_384",
  "RSASSA_PKCS1_V1_5_SHA_512",
  "RSASSA_PSS_SHA_256",
  "RSASSA_PSS_SHA_384",
  "RSASSA_PSS_SHA_512",
];

/** @returns undefined for a spec that this server makes no keys of */
export const findKeyForm = (spec: KeySpec): KeyForm | undefined => FORMS[spec];

/** The form of a key that exists. */
export const keyFormOf = (spec: KeySpec): KeyForm => {
  const form = FORMS[spec];
  if (form === undefined) throw new Error(`There is a key of spec ${spec}, which this server cannot make.`);
  return form;
};

export const usagesOf = (form: KeyForm): readonly KeyUsageType[] =>
  form.kind === "ecc" && form.namedCurve === SIGNING_CURVE ? ["SIGN_VERIFY"] : USAGES[form.kind];

export const encryptionAlgorithmsOf = ({ kind }: KeyForm): readonly EncryptionAlgorithmSpec[] =>
  kind === "symmetric" ? ["SYMMETRIC_DEFAULT"] : kind === "rsa" ? RSA_ENCRYPTION : [];

export const signingAlgorithmsOf = (form: KeyForm): readonly SigningAlgorithmSpec[] =>
  form.kind === "ecc" ? [form.algorithm] : form.kind === "rsa" ? RSA_SIGNING : [];

export const agreementAlgorithmsOf = (form: KeyForm): readonly KeyAgreementAlgorithmSpec[] =>
  usagesOf(form).includes("KEY_AGREEMENT") ? ["ECDH"] : [];

export const macAlgorithmsOf = (form: KeyForm): readonly MacAlgorithmSpec[] =>
  form.kind === "hmac" ? [form.algorithm] : [];
