import { signMessage } from "../cryptography/signatures.ts";
import { operation } from "../operation.ts";
import { endDryRun } from "../request-options.ts";
import { checkSigning } from "../signing.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
export const sign = operation("Sign", async (input, { keys }) => {
  const { SigningAlgorithm } = input;
  const key = await keys.getUsable(input.KeyId, "SIGN_VERIFY", "Sign");
  checkSigning(key, input);
  const Signature = signMessage(await keys.currentMaterial(key), SigningAlgorithm, input.Message);
  endDryRun(input);
  return { KeyId: keys.arnOf(key), Signature, SigningAlgorithm };
});
