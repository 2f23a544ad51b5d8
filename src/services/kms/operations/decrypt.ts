import { validationError } from "../exceptions.ts";
import { operation } from "../operation.ts";
import { endDryRun, refuseRecipient } from "../request-options.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html */
export const decrypt = operation("Decrypt", async (input, { keys, cipher }) => {
  refuseRecipient(input);
  if (input.CiphertextBlob === undefined) throw validationError("CiphertextBlob is required.");
  const algorithm = input.EncryptionAlgorithm ?? "SYMMETRIC_DEFAULT";
  const { key, plaintext, materialId } = await cipher.decrypt({
    ciphertextBlob: input.CiphertextBlob,
    keyId: input.KeyId,
    algorithm,
    context: input.EncryptionContext ?? {},
    operationName: "Decrypt",
  });
  endDryRun(input);
  return {
    KeyId: keys.arnOf(key),
    Plaintext: plaintext,
    EncryptionAlgorithm: algorithm,
    ...(materialId === undefined ? {} : { KeyMaterialId: materialId }),
  };
});
