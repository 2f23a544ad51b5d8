import type { ServiceModel } from "../../models/service-model.ts";
import type { ServerProtocol } from "../contract.ts";
import { jsonDocuments } from "../json/json-documents.ts";
import { errorTrees } from "../json/json-error.ts";
import { jsonWriter } from "../json/json-tree.ts";
import type { RestFormat } from "./rest-format.ts";
import { RestProtocol } from "./rest-protocol.ts";

/**
 * JSON bodies over REST, as Lambda and API Gateway speak it.
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export const restJson = (model: ServiceModel): ServerProtocol => new RestProtocol(model, restJsonFormat());

const restJsonFormat = (): RestFormat => {
  const errorTree = errorTrees(jsonWriter);
  return {
    name: "rest-json",
    documents: jsonDocuments("application/json"),
    // PARITY: Lambda calls every payload JSON, whatever a function answered.
    blobContentType: "application/json",
    malformedCode: "SerializationException",
    pathOf: ({ path }) => path,
    requestIdHeaders: (requestId) => ({ "x-amzn-RequestId": requestId }),
    errorHeaders: (code) => ({ "X-Amzn-Errortype": code }),
    errorBody: (error, modelled) => JSON.stringify(errorTree(error, modelled)),
  };
};
