import type { ServiceModel } from "../../models/service-model.ts";
import { wholeBody } from "../body.ts";
import { cborDocuments, cborWriter } from "../cbor/cbor-documents.ts";
import { encodeCbor } from "../cbor/cbor-encoder.ts";
import type { ServerProtocol } from "../contract.ts";
import { errorTrees } from "../json/json-error.ts";
import { queryErrorHeaders } from "../query-error.ts";
import type { RpcFormat } from "./rpc-format.ts";
import { compileRpcOutput } from "./rpc-output.ts";
import { RpcProtocol } from "./rpc-protocol.ts";

/**
 * CBOR in and out, the operation named by the path, as CloudWatch speaks it.
 * @see https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
export const rpcV2Cbor = (model: ServiceModel): ServerProtocol => new RpcProtocol(model, rpcV2CborFormat(model));

/** What stands before it is the service's own prefix. */
const OPERATION_PATH = /\/service\/[^/]+\/operation\/([^/]+)$/;

const rpcV2CborFormat = (model: ServiceModel): RpcFormat => {
  const documents = cborDocuments();
  const errorTree = errorTrees(cborWriter);
  const headers = (requestId: string) => ({
    "x-amzn-RequestId": requestId,
    "smithy-protocol": "rpc-v2-cbor",
    "Content-Type": documents.contentType,
  });
  return {
    name: "rpc-v2-cbor",
    routesByBody: false,
    malformedCode: "SerializationException",
    operationName: ({ path }) => OPERATION_PATH.exec(path)?.[1],
    parser: ({ input }) => {
      const parse = documents.structureParser(input, input.shape.members);
      return (request) => parse(wholeBody(request)) as object;
    },
    serializer: ({ output: target }) => {
      if (target === undefined) return (_output, requestId) => emptyAnswer(requestId);
      const serialize = compileRpcOutput(target, documents);
      return (output = {}, requestId) => {
        const { contentType, body } = serialize(output);
        return { status: 200, headers: { ...headers(requestId), "Content-Type": contentType }, body };
      };
    },
    error: (error, modelled, requestId) => ({
      status: error.statusCode,
      headers: { ...headers(requestId), ...queryErrorHeaders(model, error) },
      body: encodeCbor({ __type: modelled?.shape.name ?? error.code, ...errorTree(error, modelled) }),
    }),
  };
};

const emptyAnswer = (requestId: string) => ({
  status: 200,
  headers: { "x-amzn-RequestId": requestId, "smithy-protocol": "rpc-v2-cbor" },
  body: "",
});
