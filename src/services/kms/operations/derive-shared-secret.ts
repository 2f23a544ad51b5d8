import { agreeOnSecret } from "../cryptography/key-agreement.ts";
import { validationError } from "../exceptions.ts";
import { operation } from "../operation.ts";
import { endDryRun, refuseRecipient } from "../request-options.ts";

/**
 * PARITY: AWS says nothing about what is wrong with a public key.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DeriveSharedSecret.html
 */
export const deriveSharedSecret = operation("DeriveSharedSecret", async (input, { keys }) => {
  refuseRecipient(input);
  const key = await keys.getUsable(input.KeyId, "KEY_AGREEMENT", "DeriveSharedSecret");
  const SharedSecret = agreeOnSecret(await keys.currentMaterial(key), input.PublicKey);
  if (SharedSecret === undefined) throw validationError("");
  endDryRun(input);
  const { KeyAgreementAlgorithm } = input;
  return { KeyId: keys.arnOf(key), SharedSecret, KeyAgreementAlgorithm, KeyOrigin: "AWS_KMS" };
});
