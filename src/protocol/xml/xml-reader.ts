import { XMLParser, XMLValidator } from "fast-xml-parser";
import { MalformedInput, MAX_DEPTH } from "../malformed-input.ts";

/** One element: its text and its child elements in document order, names without namespace prefixes. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
}

const ATTRIBUTES = ":@";
const TEXT = "#text";
const CDATA = "#cdata";

/**
 * Nothing is guessed: values stay text, white space stays. References are resolved here and not by the parser, which
 * gives up at a thousand of them.
 */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  processEntities: false,
  cdataPropName: CDATA,
  maxNestedTags: MAX_DEPTH,
});

/** A document type can define entities that grow without end; no client of AWS sends one. */
const DOCUMENT_TYPE = /<!DOCTYPE|<!ENTITY/i;

type ParsedNode = Readonly<Record<string, unknown>>;

/**
 * Reads a document's root element.
 * @throws MalformedInput for anything that is not one well-formed document
 */
export const readXml = (text: string): XmlElement => {
  if (DOCUMENT_TYPE.test(text)) throw new MalformedInput("A document type declaration is not allowed");
  if (XMLValidator.validate(text) !== true) throw new MalformedInput("The XML is not well-formed");
  const nodes = parse(text).filter((node) => elementName(node) !== undefined);
  const [root] = nodes;
  if (root === undefined || nodes.length > 1) throw new MalformedInput("The XML has no single root element");
  return toElement(root);
};

const parse = (text: string): readonly ParsedNode[] => {
  try {
    return parser.parse(text) as readonly ParsedNode[];
  } catch (cause) {
    throw new MalformedInput("The XML is not well-formed", { cause });
  }
};

const elementName = (node: ParsedNode): string | undefined =>
  Object.keys(node).find((key) => key !== ATTRIBUTES && key !== TEXT && key !== CDATA);

const toElement = (node: ParsedNode): XmlElement => {
  const qualified = elementName(node) ?? "";
  const content = node[qualified] as readonly ParsedNode[];
  return {
    name: localName(qualified),
    text: content.map(textPart).join(""),
    attributes: toAttributes(node),
    children: content.filter((part) => elementName(part) !== undefined).map(toElement),
  };
};

const textPart = ({ [TEXT]: text, [CDATA]: literal }: ParsedNode): string => {
  if (typeof text === "string") return resolveReferences(text);
  return Array.isArray(literal) ? literal.map((part: ParsedNode) => part[TEXT]).join("") : "";
};

const toAttributes = (node: ParsedNode): ReadonlyMap<string, string> => {
  const attributes = (node[ATTRIBUTES] ?? {}) as Readonly<Record<string, string>>;
  return new Map(Object.entries(attributes).map(([name, text]) => [name, resolveReferences(text)]));
};

const PREDEFINED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** @throws MalformedInput for an entity that XML itself does not define */
const resolveReferences = (text: string): string =>
  text.replace(/&(#x[\da-f]+|#\d+|\w+);/gi, (reference, name: string) => {
    const codePoint = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    const character =
      name.startsWith("#") && codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : PREDEFINED[name];
    if (character === undefined) throw new MalformedInput(`The reference ${reference} is not defined`);
    return character;
  });

const localName = (qualified: string): string => qualified.slice(qualified.indexOf(":") + 1);
