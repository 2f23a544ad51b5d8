import { OperatorError } from "../base/operator-error.ts";
import type { ModelFile, ModelMetadata, OperationFile, ShapeReference } from "./model-file.ts";
import { ShapeResolver } from "./resolve-shape.ts";
import type { Operation, ProtocolName, ServiceModel, StructureTarget } from "./service-model.ts";
import type { StructureShape } from "./shape.ts";

/**
 * Follows every reference of a description and fills its defaults, once, so that nothing later looks anything up.
 * @throws OperatorError when the description contradicts itself
 */
export const resolveModel = (id: string, file: ModelFile): ServiceModel => {
  const { metadata } = file;
  const shapes = new ShapeResolver(id, file.shapes);
  const operations = Object.entries(file.operations).map(
    ([name, operation]) => [name, resolveOperation(operation, shapes)] as const,
  );
  return Object.freeze({
    id,
    serviceId: metadata.serviceId,
    serviceFullName: metadata.serviceFullName,
    apiVersion: metadata.apiVersion,
    endpointPrefix: metadata.endpointPrefix,
    signingName: metadata.signingName ?? metadata.endpointPrefix,
    targetPrefix: metadata.targetPrefix,
    xmlNamespace: metadata.xmlNamespace,
    protocols: Object.freeze(protocolsOf(id, metadata)),
    awsQueryCompatible: metadata.awsQueryCompatible !== undefined,
    operations: new Map(operations),
    exceptions: exceptionsOf(file, shapes),
  });
};

const resolveOperation = (file: OperationFile, shapes: ShapeResolver): Operation => {
  const [path = "/", query = ""] = file.http.requestUri.split("?", 2);
  return Object.freeze({
    name: file.name,
    method: file.http.method,
    path,
    query: requiredQuery(query),
    statusCode: file.http.responseCode ?? 200,
    input: structureTarget(file.input, shapes) ?? shapes.emptyStructure(`${file.name}Request`),
    output: structureTarget(file.output, shapes),
    resultWrapper: file.output?.resultWrapper,
    errors: Object.freeze((file.errors ?? []).map((error) => shapes.structure(error.shape))),
  });
};

const structureTarget = (reference: ShapeReference | undefined, shapes: ShapeResolver): StructureTarget | undefined => {
  if (reference === undefined) return undefined;
  return Object.freeze({ shape: shapes.structure(reference.shape), traits: shapes.target(reference).traits });
};

/** `find=LayerVersion` must match as a whole, `delete` only by name. `x-id` is a label for people and log files. */
const requiredQuery = (query: string): ReadonlyMap<string, string | undefined> => {
  const parameters = query.split("&").filter((parameter) => parameter !== "" && !parameter.startsWith("x-id="));
  return new Map(
    parameters.map((parameter) => {
      const [name = "", value] = parameter.split("=", 2);
      return [name, value];
    }),
  );
};

const exceptionsOf = (file: ModelFile, shapes: ShapeResolver): ReadonlyMap<string, StructureShape> => {
  const named = Object.entries(file.shapes).filter(([, shape]) => shape.exception === true);
  return new Map(named.map(([name]) => [name, shapes.structure(name)]));
};

const PROTOCOLS: Readonly<Record<string, ProtocolName>> = {
  "rest-json": "rest-json",
  "rest-xml": "rest-xml",
  query: "query",
  "smithy-rpc-v2-cbor": "rpc-v2-cbor",
};

/** A service that speaks JSON speaks both versions, its own first: clients differ in what they send. */
const protocolsOf = (id: string, metadata: ModelMetadata): readonly ProtocolName[] =>
  (metadata.protocols ?? [metadata.protocol]).flatMap((name): readonly ProtocolName[] => {
    if (name === "json") {
      return metadata.jsonVersion === "1.0" ? ["json-1.0", "json-1.1"] : ["json-1.1", "json-1.0"];
    }
    const protocol = PROTOCOLS[name];
    if (protocol === undefined) throw unknownProtocol(id, name);
    return [protocol];
  });

const unknownProtocol = (id: string, name: string): OperatorError =>
  new OperatorError({
    code: "MODEL_UNKNOWN_PROTOCOL",
    message: `The model of ${id} names the protocol ${name}, which is not implemented.`,
    remedy: "Use a model that names one of: rest-json, rest-xml, json, query, smithy-rpc-v2-cbor.",
  });
