import { randomBytes } from "node:crypto";
import { dataKeyBytes } from "../model/data-key-length.ts";
import { operation } from "../operation.ts";
import { endDryRun } from "../request-options.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyWithoutPlaintext.html */
export const generateDataKeyWithoutPlaintext = operation(
  "GenerateDataKeyWithoutPlaintext",
  async (input, { keys, cipher }) => {
    const bytes = dataKeyBytes(input);
    const key = await keys.getUsable(input.KeyId, "ENCRYPT_DECRYPT", "GenerateDataKeyWithoutPlaintext");
    const context = input.EncryptionContext ?? {};
    const CiphertextBlob = await cipher.encrypt(key, "SYMMETRIC_DEFAULT", randomBytes(bytes), context);
    endDryRun(input);
    return { CiphertextBlob, KeyId: keys.arnOf(key), KeyMaterialId: key.material.materialId };
  },
);
