import type {
  ModelFile,
  ModelMetadata,
  OperationFile,
  ShapeFile,
  ShapeReference,
} from "../../../src/models/model-file.ts";
import { resolveModel } from "../../../src/models/resolve-model.ts";
import type { ServiceModel } from "../../../src/models/service-model.ts";

/** A service that has one of everything, once for RPC protocols and once for REST. */
export const conformanceModel = (metadata: Partial<ModelMetadata> & { readonly protocol: string }): ServiceModel => {
  const isRest = metadata.protocol.startsWith("rest");
  const file: ModelFile = {
    metadata: { ...METADATA, ...metadata },
    operations: isRest ? REST_OPERATIONS : RPC_OPERATIONS,
    shapes: { ...SHAPES, ...(isRest ? REST_SHAPES : {}) },
  };
  return resolveModel("conformance", file);
};

const METADATA = {
  apiVersion: "2026-01-01",
  endpointPrefix: "conformance",
  serviceFullName: "Amazon Conformance",
  serviceId: "Conformance",
  xmlNamespace: "https://conformance.example/doc/2026-01-01/",
  targetPrefix: "Conformance_20260101",
};

const ref = (shape: string, traits: Omit<ShapeReference, "shape"> = {}): ShapeReference => ({ shape, ...traits });

const SHAPES: Readonly<Record<string, ShapeFile>> = {
  String: { type: "string" },
  Integer: { type: "integer" },
  Long: { type: "long" },
  Double: { type: "double" },
  Boolean: { type: "boolean" },
  Blob: { type: "blob" },
  Timestamp: { type: "timestamp" },
  Document: { type: "structure", document: true, members: {} },
  Names: { type: "list", member: ref("String") },
  NamedNames: { type: "list", member: ref("String", { locationName: "item" }) },
  Labels: { type: "map", key: ref("String"), value: ref("String") },
  NamedLabels: {
    type: "map",
    key: ref("String", { locationName: "Name" }),
    value: ref("String", { locationName: "Value" }),
  },
  Nodes: { type: "list", member: ref("Node") },
  Node: { type: "structure", members: { Name: ref("String"), Children: ref("Nodes") } },
  Everything: {
    type: "structure",
    members: {
      Text: ref("String"),
      Count: ref("Integer"),
      Big: ref("Long"),
      Ratio: ref("Double"),
      Flag: ref("Boolean"),
      Bytes: ref("Blob"),
      At: ref("Timestamp"),
      AtIso: ref("Timestamp", { timestampFormat: "iso8601" }),
      AtHttp: ref("Timestamp", { timestampFormat: "rfc822" }),
      AtEpoch: ref("Timestamp", { timestampFormat: "unixTimestamp" }),
      Names: ref("Names"),
      FlatNames: ref("Names", { flattened: true }),
      FlatNamedNames: ref("NamedNames", { flattened: true }),
      NamedNames: ref("NamedNames"),
      Labels: ref("Labels"),
      NamedLabels: ref("NamedLabels", { flattened: true }),
      Node: ref("Node"),
      Renamed: ref("String", { locationName: "other-name" }),
    },
  },
  Constrained: {
    type: "structure",
    required: ["Name"],
    members: { Name: ref("ShortName"), Secret: ref("Secret"), Kind: ref("Kind"), Tags: ref("TagList") },
  },
  ShortName: { type: "string", min: 2, max: 8, pattern: "[a-z]+" },
  Secret: { type: "string", min: 8, sensitive: true },
  Kind: { type: "string", enum: ["red", "green"] },
  TagList: { type: "list", member: ref("Tag"), max: 2 },
  Tag: { type: "structure", required: ["Key"], members: { Key: ref("ShortName"), Value: ref("String") } },
  Empty: { type: "structure", members: {} },
  NotHere: {
    type: "structure",
    members: { Message: ref("String"), Place: ref("String") },
    error: { code: "Not.Here", httpStatusCode: 404, senderFault: true },
    exception: true,
  },
  Broken: { type: "structure", members: { message: ref("String") }, exception: true, fault: true },
};

const rpc = (name: string, details: Partial<OperationFile>): OperationFile => ({
  name,
  http: { method: "POST", requestUri: "/" },
  errors: [ref("NotHere"), ref("Broken")],
  ...details,
});

const RPC_OPERATIONS: Readonly<Record<string, OperationFile>> = {
  Echo: rpc("Echo", { input: ref("Everything"), output: { ...ref("Everything"), resultWrapper: "EchoResult" } }),
  Check: rpc("Check", { input: ref("Constrained"), output: ref("Empty") }),
  Silent: rpc("Silent", {}),
};

const rest = (method: string, requestUri: string, details: Partial<OperationFile> & { readonly name: string }) => ({
  [details.name]: { http: { method, requestUri, responseCode: details.output === undefined ? 204 : 200 }, ...details },
});

const REST_OPERATIONS: Readonly<Record<string, OperationFile>> = {
  ...rest("POST", "/echo", { name: "Echo", input: ref("Everything"), output: ref("Everything") }),
  ...rest("POST", "/check", { name: "Check", input: ref("Constrained"), output: ref("Empty") }),
  ...rest("PUT", "/heads/{Id}/of/{Path+}?full=yes", { name: "Heads", input: ref("Heads"), output: ref("Heads") }),
  ...rest("GET", "/heads", { name: "ListHeads", input: ref("QueryBound"), output: ref("Empty") }),
  ...rest("DELETE", "/heads/{Id}", { name: "DeleteHead", input: ref("HeadId") }),
  ...rest("PUT", "/payloads/text", { name: "TextPayload", input: ref("TextPayload"), output: ref("TextPayload") }),
  ...rest("PUT", "/payloads/bytes", { name: "BytesPayload", input: ref("BytesPayload"), output: ref("BytesPayload") }),
  ...rest("PUT", "/payloads/node", { name: "NodePayload", input: ref("NodePayload"), output: ref("NodePayload") }),
  ...rest("PUT", "/payloads/stream", {
    name: "StreamPayload",
    input: ref("StreamPayload"),
    output: ref("StreamPayload"),
  }),
  ...rest("POST", "/events", { name: "Events", input: ref("EventPayload"), output: ref("EventPayload") }),
};

const REST_SHAPES: Readonly<Record<string, ShapeFile>> = {
  Heads: {
    type: "structure",
    required: ["Id", "Path"],
    members: {
      Id: ref("Integer", { location: "uri", locationName: "Id" }),
      Path: ref("String", { location: "uri", locationName: "Path" }),
      Text: ref("String", { location: "header", locationName: "X-Text" }),
      Count: ref("Integer", { location: "header", locationName: "X-Count" }),
      Flag: ref("Boolean", { location: "header", locationName: "X-Flag" }),
      At: ref("Timestamp", { location: "header", locationName: "X-At" }),
      Names: ref("Names", { location: "header", locationName: "X-Names" }),
      Meta: ref("Labels", { location: "headers", locationName: "X-Meta-" }),
      Status: ref("Integer", { location: "statusCode" }),
      Note: ref("String"),
    },
  },
  QueryBound: {
    type: "structure",
    members: {
      Text: ref("String", { location: "querystring", locationName: "text" }),
      Names: ref("Names", { location: "querystring", locationName: "name" }),
      Since: ref("Timestamp", { location: "querystring", locationName: "since" }),
      Flag: ref("Boolean", { location: "querystring", locationName: "flag" }),
    },
  },
  HeadId: {
    type: "structure",
    required: ["Id"],
    members: { Id: ref("Integer", { location: "uri", locationName: "Id" }) },
  },
  TextPayload: { type: "structure", members: { Text: ref("String") }, payload: "Text" },
  BytesPayload: {
    type: "structure",
    members: { Bytes: ref("Blob"), Type: ref("String", { location: "header", locationName: "Content-Type" }) },
    payload: "Bytes",
  },
  NodePayload: { type: "structure", members: { Node: ref("Node", { locationName: "Tree" }) }, payload: "Node" },
  StreamPayload: { type: "structure", members: { Bytes: ref("Blob", { streaming: true }) }, payload: "Bytes" },
  EventPayload: { type: "structure", members: { Stream: ref("EventStream") }, payload: "Stream" },
  EventStream: {
    type: "structure",
    eventstream: true,
    members: { Chunk: ref("Chunk"), Done: ref("Done"), Broken: ref("Broken") },
  },
  Chunk: {
    type: "structure",
    members: { Bytes: ref("Blob", { eventpayload: true }), Index: ref("Integer", { eventheader: true }) },
  },
  Done: { type: "structure", members: { Reason: ref("String") } },
};
