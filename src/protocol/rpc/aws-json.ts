import type { ServiceModel } from "../../models/service-model.ts";
import { wholeBody } from "../body.ts";
import type { ServerProtocol } from "../contract.ts";
import { jsonDocuments } from "../json/json-documents.ts";
import { errorTrees } from "../json/json-error.ts";
import { jsonWriter } from "../json/json-tree.ts";
import { queryErrorHeaders } from "../query-error.ts";
import type { RpcFormat } from "./rpc-format.ts";
import { compileRpcOutput } from "./rpc-output.ts";
import { RpcProtocol } from "./rpc-protocol.ts";

/**
 * JSON in and out, the operation named by `X-Amz-Target`, as CloudWatch Logs and SQS speak it.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export const awsJson = (model: ServiceModel, version: "1.0" | "1.1"): ServerProtocol =>
  new RpcProtocol(model, awsJsonFormat(model, version));

const awsJsonFormat = (model: ServiceModel, version: "1.0" | "1.1"): RpcFormat => {
  const errorTree = errorTrees(jsonWriter);
  const contentType = `application/x-amz-json-${version}`;
  const documents = jsonDocuments(contentType);
  const headers = (requestId: string) => ({ "x-amzn-RequestId": requestId, "Content-Type": contentType });
  return {
    name: `json-${version}`,
    routesByBody: false,
    malformedCode: "SerializationException",
    operationName: ({ headers: { "x-amz-target": target = "" } }) => {
      const [prefix, name] = target.split(".", 2);
      return prefix === model.targetPrefix ? name : undefined;
    },
    parser: ({ input }) => {
      const parse = documents.structureParser(input, input.shape.members);
      return (request) => parse(wholeBody(request)) as object;
    },
    serializer: ({ output: target }) => {
      if (target === undefined) return (_output, requestId) => ({ status: 200, headers: headers(requestId), body: "" });
      const serialize = compileRpcOutput(target, documents);
      return (output = {}, requestId) => {
        const { contentType: type, body } = serialize(output);
        return { status: 200, headers: { ...headers(requestId), "Content-Type": type }, body };
      };
    },
    error: (error, modelled, requestId) => ({
      status: error.statusCode,
      headers: { ...headers(requestId), ...queryErrorHeaders(model, error) },
      body: JSON.stringify({
        // PARITY: the shape's name, even where old clients know the error under the query protocol's code.
        __type: modelled?.shape.name ?? error.code,
        ...errorTree(error, modelled),
      }),
    }),
  };
};
