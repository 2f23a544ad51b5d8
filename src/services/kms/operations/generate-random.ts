import { randomBytes } from "node:crypto";
import { unsupported, validationError } from "../exceptions.ts";
import { operation } from "../operation.ts";
import { refuseRecipient } from "../request-options.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateRandom.html */
export const generateRandom = operation("GenerateRandom", async (input) => {
  refuseRecipient(input);
  if (input.CustomKeyStoreId !== undefined) throw unsupported("There are no custom key stores.");
  if (input.NumberOfBytes === undefined) throw validationError("NumberOfBytes is required.");
  return { Plaintext: randomBytes(input.NumberOfBytes) };
});
