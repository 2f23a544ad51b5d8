const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\r": "&#xD;",
  "\n": "&#xA;",
  "\t": "&#x9;",
};

/** What XML 1.0 cannot carry at all, not even as a reference. */
// oxlint-disable no-control-regex -- these are the characters to find
const IMPOSSIBLE =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Text between tags. Carriage returns are kept by escaping, or a parser would take them for line feeds. */
export const escapeText = (text: string): string =>
  text.replace(IMPOSSIBLE, "\uFFFD").replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? character);

/** An attribute's value between double quotes; white space is escaped, or a parser would make it all blanks. */
export const escapeAttribute = (text: string): string =>
  text.replace(IMPOSSIBLE, "\uFFFD").replace(/[&<>"'\r\n\t]/g, (character) => ESCAPES[character] ?? character);

/** One element, its content already escaped. */
export const element = (name: string, content: string, attributes = ""): string =>
  `<${name}${attributes}>${content}</${name}>`;

/** First line of a document; the query protocol does without. */
export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** With a leading blank, to follow an element's name; empty where there is no namespace. */
export const namespaceAttribute = (uri: string | undefined, prefix?: string): string =>
  uri === undefined ? "" : ` xmlns${prefix === undefined ? "" : `:${prefix}`}="${escapeAttribute(uri)}"`;
