import type { DocumentCodec } from "../document-codec.ts";
import { structureParser, treeParsers } from "../tree/tree-parser.ts";
import { structureSerializer, treeSerializers } from "../tree/tree-serializer.ts";
import { decodeJson, jsonReader, jsonWriter } from "./json-tree.ts";

/** Documents in JSON under this content type. */
export const jsonDocuments = (contentType: string): DocumentCodec => {
  const parsers = treeParsers(jsonReader);
  const serializers = treeSerializers(jsonWriter);
  return {
    contentType,
    structureParser: (_target, members) => {
      const parse = structureParser(members, jsonReader, parsers.compile);
      return (body) => parse(decodeJson(body), 0);
    },
    structureSerializer: (_target, members) => {
      const serialize = structureSerializer(members, jsonWriter, serializers.compile);
      return (value) => JSON.stringify(serialize(value));
    },
    memberParser: (member) => {
      const parse = parsers.compile(member);
      return (body) => parse(decodeJson(body), 0);
    },
    memberSerializer: (member) => {
      const serialize = serializers.compile(member);
      return (value) => JSON.stringify(serialize(value));
    },
  };
};
