import { generateHmac } from "../cryptography/mac.ts";
import { algorithmIncompatible } from "../exceptions.ts";
import { keyFormOf, macAlgorithmsOf } from "../model/key-spec.ts";
import { operation } from "../operation.ts";
import { endDryRun } from "../request-options.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html */
export const generateMac = operation("GenerateMac", async (input, { keys }) => {
  const { MacAlgorithm } = input;
  const key = await keys.getUsable(input.KeyId, "GENERATE_VERIFY_MAC", "GenerateMac");
  if (!macAlgorithmsOf(keyFormOf(key.spec)).includes(MacAlgorithm)) throw algorithmIncompatible(MacAlgorithm, key.spec);
  const Mac = generateHmac(await keys.currentMaterial(key), MacAlgorithm, input.Message);
  endDryRun(input);
  return { Mac, MacAlgorithm, KeyId: keys.arnOf(key) };
});
