import { createPublicKey, diffieHellman, type KeyObject } from "node:crypto";
import { privateKeyOf } from "./key-pairs.ts";

/** ECDH: the x-coordinate that both sides arrive at. @returns undefined when the other key is none of this curve */
export const agreeOnSecret = (material: Uint8Array, theirPublicKey: Uint8Array): Buffer | undefined => {
  const privateKey = privateKeyOf(material);
  const publicKey = findPublicKey(theirPublicKey);
  if (publicKey === undefined || curveOf(publicKey) !== curveOf(privateKey)) return undefined;
  return diffieHellman({ privateKey, publicKey });
};

const curveOf = (key: KeyObject): string | undefined => key.asymmetricKeyDetails?.namedCurve;

const findPublicKey = (der: Uint8Array): KeyObject | undefined => {
  try {
    return createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" });
  } catch {
    return undefined;
  }
};
