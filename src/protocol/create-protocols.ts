import type { ProtocolName, ServiceModel } from "../models/service-model.ts";
import type { ServerProtocol, WireRequest } from "./contract.ts";
import { restJson } from "./rest/rest-json.ts";
import { restXml } from "./rest/rest-xml.ts";
import { awsJson } from "./rpc/aws-json.ts";
import { awsQuery } from "./rpc/aws-query.ts";
import { rpcV2Cbor } from "./rpc/rpc-v2-cbor.ts";

/** Every protocol that one service speaks. */
export interface ServiceProtocols {
  /** Tells by the head of a request which protocol its sender speaks; the service's own where it does not show. */
  detect(request: Pick<WireRequest, "method" | "query" | "headers">): ServerProtocol;
}

/**
 * Compiles the codec of a service's preferred protocol, which takes some milliseconds: call it at start-up. Another
 * protocol is compiled when the first client speaks it; for most services none ever does.
 */
export const createProtocols = (model: ServiceModel): ServiceProtocols => {
  const compiled = new Map<ProtocolName, ServerProtocol>();
  const compile = (name: ProtocolName): ServerProtocol => {
    const protocol = compiled.get(name) ?? COMPILERS[name](model);
    compiled.set(name, protocol);
    return protocol;
  };
  const [preferred] = model.protocols;
  if (preferred === undefined) throw new TypeError(`the model of ${model.id} names no protocol`);
  const own = compile(preferred);
  return {
    detect: (request) => {
      if (!isMarked(request)) return own;
      return compile(candidates(request).find((name) => model.protocols.includes(name)) ?? preferred);
    },
  };
};

const COMPILERS: Readonly<Record<ProtocolName, (model: ServiceModel) => ServerProtocol>> = {
  "rest-json": restJson,
  "rest-xml": restXml,
  "json-1.0": (model) => awsJson(model, "1.0"),
  "json-1.1": (model) => awsJson(model, "1.1"),
  query: awsQuery,
  "rpc-v2-cbor": rpcV2Cbor,
};

type Head = Pick<WireRequest, "method" | "query" | "headers">;

/** Whether a request may have any of the marks at all. Those of REST have none, and are most. */
const isMarked = ({ query, headers }: Head): boolean =>
  query !== "" ||
  headers["smithy-protocol"] !== undefined ||
  headers["x-amz-target"] !== undefined ||
  /^application\/x-/i.test(headers["content-type"] ?? "");

/** The marks that protocols put on a request, the surest first. */
const candidates = ({ method, query, headers }: Head): ProtocolName[] => {
  const found: ProtocolName[] = [];
  const contentType = (headers["content-type"] ?? "").toLowerCase();
  if (headers["smithy-protocol"] === "rpc-v2-cbor") found.push("rpc-v2-cbor");
  if (contentType.startsWith("application/x-amz-json-1.0")) found.push("json-1.0");
  if (contentType.startsWith("application/x-amz-json-1.1")) found.push("json-1.1");
  if (headers["x-amz-target"] !== undefined) found.push("json-1.0", "json-1.1");
  if (contentType.startsWith("application/x-www-form-urlencoded")) found.push("query");
  if (method === "GET" && /(?:^|&)Action=/.test(query)) found.push("query");
  return found;
};
