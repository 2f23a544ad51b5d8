import type { ServiceException } from "../aws/service-exception.ts";

/** A request as the listener received it, before any meaning. */
export interface WireRequest {
  readonly method: string;
  /** As sent: still percent-encoded, without the query. */
  readonly path: string;
  /** As sent, without the question mark; empty when there is none. */
  readonly query: string;
  /** Names in lower case; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whole body, decoded from `aws-chunked`; a stream only for operations whose input streams. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

export interface WireResponse {
  readonly status: number;
  /** Names as AWS writes them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array>;
}

/** The operation a request is for, as far as the wire tells: the service's model id and the operation's name. */
export interface Route {
  readonly operationName: string;
  /** Path labels, percent-decoded, by member name. Empty for RPC protocols. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * One AWS protocol speaking for one service model. Parsers and serializers are compiled when it is made,
 * so that a request costs no look-up in the model.
 */
export interface ServerProtocol {
  /** For example `rest-json`. */
  readonly name: string;
  /** Whether `route` reads the body, which must then be whole. Otherwise the head alone decides. */
  readonly routesByBody: boolean;
  /** Whether the operation takes its body as a stream, so that it must not be gathered first. */
  streamsInput(operationName: string): boolean;
  /**
   * @returns undefined when no operation of this service answers to the request
   * @throws ServiceException when the address itself is malformed
   */
  route(request: WireRequest): Route | undefined;
  /**
   * Typed input by member name: blobs are Uint8Array, timestamps Date, streaming blobs AsyncIterable.
   * Unknown members are ignored.
   * @throws ServiceException SerializationException for wrong types, ValidationException listing every violated constraint
   */
  parse(route: Route, request: WireRequest): object;
  serialize(operationName: string, output: object | undefined, requestId: string): WireResponse;
  /** `operationName` is undefined when the request was refused before it was known. */
  serializeError(operationName: string | undefined, error: ServiceException, requestId: string): WireResponse;
}
