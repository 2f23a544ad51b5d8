import type { Operation, ServiceModel } from "../../models/service-model.ts";
import { textOf, wholeBody } from "../body.ts";
import type { ServerProtocol, WireRequest } from "../contract.ts";
import { queryParsers } from "../query/query-parser.ts";
import { parseQueryTree } from "../query/query-tree.ts";
import type { ShapeCompiler } from "../shape-compiler.ts";
import { typedErrorContent } from "../xml/xml-error.ts";
import { structureContent, xmlSerializers, type XmlSerializer } from "../xml/xml-serializer.ts";
import { element, namespaceAttribute } from "../xml/xml-text.ts";
import type { RpcFormat } from "./rpc-format.ts";
import { RpcProtocol } from "./rpc-protocol.ts";

/**
 * A form in, XML out, the operation named by `Action`, as IAM and STS speak it.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export const awsQuery = (model: ServiceModel): ServerProtocol => new RpcProtocol(model, awsQueryFormat(model));

const awsQueryFormat = (model: ServiceModel): RpcFormat => {
  const parsers = queryParsers();
  const serializers = xmlSerializers();
  const namespace = namespaceAttribute(model.xmlNamespace);
  return {
    name: "query",
    routesByBody: true,
    malformedCode: "MalformedInput",
    operationName: (request) => actionOf(parametersOf(request)),
    parser: ({ input }) => {
      const parse = parsers.compile(input);
      return (request) => parse(parseQueryTree(parametersOf(request)), 0) as object;
    },
    serializer: (operation) => {
      const result = resultSerializer(operation, serializers);
      return (output = {}, requestId) => {
        const metadata = element("ResponseMetadata", element("RequestId", requestId));
        const body = element(`${operation.name}Response`, result(output) + metadata, namespace);
        return { status: 200, headers: headers(requestId), body };
      };
    },
    error: (error, modelled, requestId) => {
      const content = typedErrorContent(error, modelled);
      const body = element("ErrorResponse", element("Error", content) + element("RequestId", requestId), namespace);
      return { status: error.statusCode, headers: headers(requestId), body };
    },
  };
};

const headers = (requestId: string) => ({ "x-amzn-RequestId": requestId, "Content-Type": "text/xml" });

/** A GET carries in its query what a POST carries in its body. */
const parametersOf = (request: WireRequest): string => {
  const body = textOf(wholeBody(request));
  return body === "" ? request.query : body;
};

const actionOf = (parameters: string): string | undefined => /(?:^|&)Action=(\w+)(?:&|$)/.exec(parameters)?.[1];

const resultSerializer = (
  { output, name, resultWrapper }: Operation,
  serializers: ShapeCompiler<XmlSerializer>,
): ((output: object) => string) => {
  if (output === undefined) return () => "";
  const { children } = structureContent(output.shape.members, serializers.compile);
  return (value) => element(resultWrapper ?? `${name}Result`, children(value as Readonly<Record<string, unknown>>));
};
