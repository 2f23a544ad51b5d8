import { isSignatureOf } from "../cryptography/signatures.ts";
import { invalidSignature } from "../exceptions.ts";
import { operation } from "../operation.ts";
import { endDryRun } from "../request-options.ts";
import { checkSigning } from "../signing.ts";

/**
 * PARITY: a signature that does not fit is an exception; `SignatureValid` is never false.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html
 */
export const verify = operation("Verify", async (input, { keys }) => {
  const { SigningAlgorithm, Message, Signature } = input;
  const key = await keys.getUsable(input.KeyId, "SIGN_VERIFY", "Verify");
  checkSigning(key, input);
  const material = await keys.currentMaterial(key);
  if (!isSignatureOf(material, SigningAlgorithm, Message, Signature)) throw invalidSignature();
  endDryRun(input);
  return { KeyId: keys.arnOf(key), SignatureValid: true, SigningAlgorithm };
});
