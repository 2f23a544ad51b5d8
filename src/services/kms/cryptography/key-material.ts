import { generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { KeyForm } from "../model/key-spec.ts";

const SYMMETRIC_BYTES = 32;
const generate = promisify(generateKeyPair);

/** New secret bytes for a key: random ones, or a private key in PKCS #8 (DER). Pairs are made off the main thread. */
export const newKeyMaterial = async (form: KeyForm): Promise<Buffer> => {
  switch (form.kind) {
    case "symmetric":
      return randomBytes(SYMMETRIC_BYTES);
    case "hmac":
      return randomBytes(form.bytes);
    case "rsa": {
      const { privateKey } = await generate("rsa", { modulusLength: form.modulusBits });
      return privateKey.export({ type: "pkcs8", format: "der" });
    }
    case "ecc": {
      const { privateKey } = await generate("ec", { namedCurve: form.namedCurve });
      return privateKey.export({ type: "pkcs8", format: "der" });
    }
    default:
      return form satisfies never;
  }
};
