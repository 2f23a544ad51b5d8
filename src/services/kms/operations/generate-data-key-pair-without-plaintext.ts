import { generateKeyPair } from "../key-pair-generation.ts";
import { operation } from "../operation.ts";
import { endDryRun } from "../request-options.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPairWithoutPlaintext.html */
export const generateDataKeyPairWithoutPlaintext = operation(
  "GenerateDataKeyPairWithoutPlaintext",
  async (input, context) => {
    const { privateKey: _kept, ...pair } = await generateKeyPair(input, context, "GenerateDataKeyPairWithoutPlaintext");
    endDryRun(input);
    return pair;
  },
);
