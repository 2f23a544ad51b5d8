import type { ServiceModel } from "../../models/service-model.ts";
import type { ServerProtocol } from "../contract.ts";
import { jsonErrorBody } from "../json/json-error.ts";
import { decodeJson, jsonReader, jsonWriter } from "../json/json-tree.ts";
import { structureParser, treeParsers } from "../tree/tree-parser.ts";
import { structureSerializer, treeSerializers } from "../tree/tree-serializer.ts";
import type { RestFormat } from "./rest-format.ts";
import { RestProtocol } from "./rest-protocol.ts";

/**
 * JSON bodies over REST, as Lambda and API Gateway speak it.
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export const restJson = (model: ServiceModel): ServerProtocol => new RestProtocol(model, restJsonFormat());

const restJsonFormat = (): RestFormat => {
  const parsers = treeParsers(jsonReader);
  const serializers = treeSerializers(jsonWriter);
  return {
    name: "rest-json",
    contentType: "application/json",
    // PARITY: Lambda calls every payload JSON, whatever a function answered.
    blobContentType: "application/json",
    requestIdHeader: "x-amzn-RequestId",
    malformedCode: "SerializationException",
    bodyParser: (_target, members) => {
      const parse = structureParser(members, jsonReader, parsers.compile);
      return (body) => parse(decodeJson(body), 0);
    },
    payloadParser: (member) => {
      const parse = parsers.compile(member);
      return (body) => parse(decodeJson(body), 0);
    },
    bodySerializer: (_target, members) => {
      const serialize = structureSerializer(members, jsonWriter, serializers.compile);
      return (output) => JSON.stringify(serialize(output));
    },
    payloadSerializer: (member) => {
      const serialize = serializers.compile(member);
      return (value) => JSON.stringify(serialize(value));
    },
    errorBody: (error, modelled) => JSON.stringify(jsonErrorBody(error, modelled)),
  };
};
