import { MalformedInput } from "./malformed-input.ts";

/**
 * Strict where Node is forgiving, so that a blob that lost characters on the way is not taken for a shorter one.
 * Checked by length and not by a pattern: blobs are up to 70 MB here.
 * @throws MalformedInput
 */
export const decodeBase64 = (text: string): Uint8Array => {
  if (text.length % 4 !== 0) {
    throw new MalformedInput(`Base64 encoded length is expected a multiple of 4 bytes but found: ${text.length}`);
  }
  const bytes = Buffer.from(text, "base64");
  const padding = text.endsWith("==") ? 2 : Number(text.endsWith("="));
  // Node skips what is not in its alphabet, and its alphabet has two characters more.
  const isWhole = bytes.byteLength === (text.length / 4) * 3 - padding;
  if (!isWhole || text.includes("-") || text.includes("_")) throw new MalformedInput("Invalid base64 encoded value");
  return bytes;
};
