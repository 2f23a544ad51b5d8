import { operation } from "../operation.ts";
import { endDryRun } from "../request-options.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html */
export const encrypt = operation("Encrypt", async (input, { keys, cipher }) => {
  const algorithm = input.EncryptionAlgorithm ?? "SYMMETRIC_DEFAULT";
  const key = await keys.getUsable(input.KeyId, "ENCRYPT_DECRYPT", "Encrypt");
  const CiphertextBlob = await cipher.encrypt(key, algorithm, input.Plaintext, input.EncryptionContext ?? {});
  endDryRun(input);
  return { CiphertextBlob, KeyId: keys.arnOf(key), EncryptionAlgorithm: algorithm };
});
