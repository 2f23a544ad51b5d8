import type { EncodingType } from "../../../models/generated/s3.ts";

const NOT_ENCODED_BY_JAVASCRIPT = /[!'()]/g;

/**
 * How listings write keys that a client asked to have encoded, since XML cannot carry every character.
 * PARITY: a space becomes a plus, a slash stays.
 */
export const keyEncoder =
  (encodingType: EncodingType | undefined): ((text: string) => string) =>
  (text) => {
    if (encodingType === undefined) return text;
    const encoded = encodeURIComponent(text.toWellFormed());
    return encoded
      .replaceAll("%20", "+")
      .replaceAll("%2F", "/")
      .replaceAll(NOT_ENCODED_BY_JAVASCRIPT, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  };
