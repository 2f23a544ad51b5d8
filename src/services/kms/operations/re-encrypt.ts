import { validationError } from "../exceptions.ts";
import { operation } from "../operation.ts";
import { endDryRun } from "../request-options.ts";

/**
 * The plaintext never leaves the server.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html
 */
export const reEncrypt = operation("ReEncrypt", async (input, { keys, cipher }) => {
  if (input.CiphertextBlob === undefined) throw validationError("CiphertextBlob is required.");
  const sourceAlgorithm = input.SourceEncryptionAlgorithm ?? "SYMMETRIC_DEFAULT";
  const algorithm = input.DestinationEncryptionAlgorithm ?? "SYMMETRIC_DEFAULT";
  const source = await cipher.decrypt({
    ciphertextBlob: input.CiphertextBlob,
    keyId: input.SourceKeyId,
    algorithm: sourceAlgorithm,
    context: input.SourceEncryptionContext ?? {},
    operationName: "ReEncryptFrom",
  });
  const key = await keys.getUsable(input.DestinationKeyId, "ENCRYPT_DECRYPT", "ReEncryptTo");
  const context = input.DestinationEncryptionContext ?? {};
  const CiphertextBlob = await cipher.encrypt(key, algorithm, source.plaintext, context);
  endDryRun(input);
  return {
    CiphertextBlob,
    SourceKeyId: keys.arnOf(source.key),
    KeyId: keys.arnOf(key),
    SourceEncryptionAlgorithm: sourceAlgorithm,
    DestinationEncryptionAlgorithm: algorithm,
    ...(source.materialId === undefined ? {} : { SourceKeyMaterialId: source.materialId }),
    ...(algorithm === "SYMMETRIC_DEFAULT" ? { DestinationKeyMaterialId: key.material.materialId } : {}),
  };
});
