import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

/** A private key as `newKeyMaterial` makes it. */
export const privateKeyOf = (material: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.from(material), format: "der", type: "pkcs8" });

export const publicKeyOf = (material: Uint8Array): KeyObject => createPublicKey(privateKeyOf(material));

/** As GetPublicKey shows it: SubjectPublicKeyInfo in DER. */
export const publicKeyDerOf = (material: Uint8Array): Buffer =>
  publicKeyOf(material).export({ type: "spki", format: "der" });
