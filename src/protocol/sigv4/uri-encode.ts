const LEFT_ALONE_BY_ENCODE_URI_COMPONENT = /[!'()*]/g;
const UNRESERVED = /^[A-Za-z0-9\-._~]*$/;

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/**
 * Percent-encodes everything but the unreserved characters of RFC 3986, in upper-case hexadecimal.
 * @throws URIError for a lone surrogate
 */
export const uriEncode = (text: string): string =>
  UNRESERVED.test(text) ? text : encodeURIComponent(text).replace(LEFT_ALONE_BY_ENCODE_URI_COMPONENT, percent);

/** Percent-decodes; text that is not valid percent-encoding stays as it is, so that its signature simply differs. */
export const uriDecode = (text: string): string => {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
