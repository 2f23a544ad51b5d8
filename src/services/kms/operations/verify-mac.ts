import { isHmacOf } from "../cryptography/mac.ts";
import { algorithmIncompatible, invalidMac } from "../exceptions.ts";
import { keyFormOf, macAlgorithmsOf } from "../model/key-spec.ts";
import { operation } from "../operation.ts";
import { endDryRun } from "../request-options.ts";

/**
 * PARITY: a MAC that does not fit is an exception; `MacValid` is never false.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html
 */
export const verifyMac = operation("VerifyMac", async (input, { keys }) => {
  const { MacAlgorithm } = input;
  const key = await keys.getUsable(input.KeyId, "GENERATE_VERIFY_MAC", "VerifyMac");
  if (!macAlgorithmsOf(keyFormOf(key.spec)).includes(MacAlgorithm)) throw algorithmIncompatible(MacAlgorithm, key.spec);
  const material = await keys.currentMaterial(key);
  if (!isHmacOf(material, MacAlgorithm, input.Message, input.Mac)) throw invalidMac();
  endDryRun(input);
  return { KeyId: keys.arnOf(key), MacValid: true, MacAlgorithm };
});
