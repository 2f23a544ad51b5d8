import { textOf } from "../body.ts";
import type { DocumentCodec, DocumentParser } from "../document-codec.ts";
import { readXml } from "./xml-reader.ts";
import { structureParser, xmlParsers, type XmlParser } from "./xml-parser.ts";
import { structureContent, xmlSerializers } from "./xml-serializer.ts";
import { element, namespaceAttribute, XML_DECLARATION } from "./xml-text.ts";

/** Documents in XML. `namespace` is that of root elements whose shape has none of its own. */
export const xmlDocuments = (namespace: string | undefined): DocumentCodec => {
  const parsers = xmlParsers();
  const serializers = xmlSerializers();
  return {
    contentType: "application/xml",
    structureParser: (_target, members) => documentParser(structureParser(members, parsers.compile)),
    structureSerializer: ({ shape, traits }, members) => {
      const content = structureContent(members, serializers.compile);
      const name = traits.locationName ?? shape.name;
      const xmlns = namespaceAttribute(traits.xmlNamespace?.uri ?? namespace, traits.xmlNamespace?.prefix);
      return (output) => {
        const values = output as Readonly<Record<string, unknown>>;
        return XML_DECLARATION + element(name, content.children(values), xmlns + content.attributes(values));
      };
    },
    memberParser: (member) => documentParser(parsers.compile(member)),
    memberSerializer: (member) => {
      const { xmlNamespace } = member.traits;
      const traits = { ...member.traits, xmlNamespace: xmlNamespace ?? rootNamespace(namespace) };
      const write = serializers.compile({ ...member, traits });
      const name = member.traits.locationName ?? member.shape.name;
      return (value) => XML_DECLARATION + write(name, value);
    },
  };
};

const rootNamespace = (uri: string | undefined) => (uri === undefined ? undefined : { uri, prefix: undefined });

/** An empty body is an empty element. The root's name is not looked at, as AWS does not either. */
const documentParser =
  (parse: XmlParser): DocumentParser =>
  (body) =>
    parse(body.byteLength === 0 ? [] : [readXml(textOf(body))], 0);
