/** A value where only text can travel: labels, headers, query parameters, forms and XML. */
export const plainText = (value: unknown): string => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plainText).join(",");
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) return "{}";
  return String(value);
};

/** Percent-encodes whatever text, lone surrogates included, which `encodeURIComponent` refuses. */
export const percentEncode = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
