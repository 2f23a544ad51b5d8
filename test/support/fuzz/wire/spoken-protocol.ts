import type { ProtocolName, ServiceModel } from "../../../../src/models/service-model.ts";

/**
 * The protocol that a service is fuzzed in: the one that it prefers among those that are text, in which anything can
 * be written. LIMIT: CBOR is left to its conformance cases; operations are the same behind it.
 */
export const spokenProtocol = ({ protocols }: ServiceModel): ProtocolName =>
  protocols.find((protocol) => protocol !== "rpc-v2-cbor") ?? "rest-json";
