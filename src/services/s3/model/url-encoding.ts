import type { EncodingType } from "../../../models/generated/s3.ts";
import { invalidArgument } from "../exceptions.ts";

const NOT_ENCODED_BY_JAVASCRIPT = /[!'()]/g;

/**
 * How listings write keys that a client asked to have encoded, since XML cannot carry every character.
 * @throws ServiceException for an encoding that there is not
 */
export const keyEncoder = (encodingType: EncodingType | undefined): ((text: string) => string) => {
  if (encodingType === undefined) return (text) => text;
  if (encodingType === "url") return encodeKey;
  throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", encodingType);
};

/** PARITY: a space becomes a plus, a slash stays. */
const encodeKey = (text: string): string =>
  encodeURIComponent(text.toWellFormed())
    .replaceAll("%20", "+")
    .replaceAll("%2F", "/")
    .replaceAll(NOT_ENCODED_BY_JAVASCRIPT, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
