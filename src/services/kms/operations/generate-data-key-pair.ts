import { generateKeyPair } from "../key-pair-generation.ts";
import { operation } from "../operation.ts";
import { endDryRun, refuseRecipient } from "../request-options.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html */
export const generateDataKeyPair = operation("GenerateDataKeyPair", async (input, context) => {
  refuseRecipient(input);
  const { privateKey, ...pair } = await generateKeyPair(input, context, "GenerateDataKeyPair");
  endDryRun(input);
  return { ...pair, PrivateKeyPlaintext: privateKey };
});
