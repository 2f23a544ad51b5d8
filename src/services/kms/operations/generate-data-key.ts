import { randomBytes } from "node:crypto";
import { dataKeyBytes } from "../model/data-key-length.ts";
import { operation } from "../operation.ts";
import { endDryRun, refuseRecipient } from "../request-options.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html */
export const generateDataKey = operation("GenerateDataKey", async (input, { keys, cipher }) => {
  refuseRecipient(input);
  const bytes = dataKeyBytes(input);
  const key = await keys.getUsable(input.KeyId, "ENCRYPT_DECRYPT", "GenerateDataKey");
  const Plaintext = randomBytes(bytes);
  const context = input.EncryptionContext ?? {};
  const CiphertextBlob = await cipher.encrypt(key, "SYMMETRIC_DEFAULT", Plaintext, context);
  endDryRun(input);
  return { CiphertextBlob, Plaintext, KeyId: keys.arnOf(key), KeyMaterialId: key.material.materialId };
});
