import { MalformedInput } from "./malformed-input.ts";

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Strict where Node is forgiving, so that a blob that lost characters on the way is not taken for a shorter one.
 * @throws MalformedInput
 */
export const decodeBase64 = (text: string): Uint8Array => {
  if (!BASE64.test(text)) throw new MalformedInput("Invalid base64 encoded value");
  if (text.length % 4 !== 0) {
    throw new MalformedInput(`Base64 encoded length is expected a multiple of 4 bytes but found: ${text.length}`);
  }
  return Buffer.from(text, "base64");
};
