/**
 * The life of a request to what a service serves on the web: nothing is parsed and nothing demanded but what the
 * service asks for by the means it is given. What it throws is answered in JSON.
 */
import type { IncomingMessage } from "node:http";
import type { Authorizer } from "../aws/authorizer.ts";
import type { WebAction, WebCaller, WebHandler, WebRequest, WebResponse, WebRoute } from "../aws/service.ts";
import { ServiceException } from "../aws/service-exception.ts";
import { sha256Hex } from "../protocol/sigv4/signature.ts";
import type { Authenticator } from "./authenticate.ts";
import type { BodyPatience } from "./body/body-deadline.ts";
import { ClientGone } from "./client-gone.ts";
import { conduct, type ConductParts } from "./conduct.ts";
import { beginExchange, type ConnectionOrigin, type Exchange } from "./exchange.ts";
import { internalFailure, requestTooLarge } from "./exceptions.ts";
import type { NodeChannel } from "./http/node-channel.ts";
import type { RequestHead, ServedService } from "./served-service.ts";
import type { WebPageGuard } from "./web-page-guard.ts";

export interface WebPipelineParts extends BodyPatience, ConductParts {
  readonly services: readonly ServedService[];
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  /** Absent where every request must be signed. */
  readonly webPageGuard: WebPageGuard | undefined;
}

interface FoundRoute {
  readonly handle: WebHandler;
  readonly served: ServedService;
  readonly name: string;
}

export class WebPipeline {
  readonly #parts: WebPipelineParts;
  readonly #routes: readonly { readonly served: ServedService; readonly route: WebRoute }[];

  constructor(parts: WebPipelineParts) {
    this.#parts = parts;
    this.#routes = parts.services.flatMap((served) =>
      (served.service.webRoutes ?? []).map((route) => ({ served, route })),
    );
  }

  /** @returns undefined when the request is none for the web */
  find(host: string, target: string): FoundRoute | undefined {
    for (const { served, route } of this.#routes) {
      const handle = route.find(host, target);
      if (handle !== undefined) return { handle, served, name: route.name };
    }
    return undefined;
  }

  /** Answers one request. Never rejects. */
  handle(route: FoundRoute, channel: NodeChannel, origin: ConnectionOrigin): Promise<void> {
    const exchange = beginExchange(channel, origin, this.#parts.clock.monotonicMs());
    exchange.webTarget = { serviceId: route.served.service.id, name: route.name };
    return conduct(exchange, this.#parts, {
      answer: async () => route.handle(this.#requestOf(exchange, channel, route)),
      refuse: (error) => refuse(exchange, error),
    });
  }

  #requestOf(exchange: Exchange, channel: NodeChannel, route: FoundRoute): WebRequest {
    const head = (exchange.head = channel.readHead());
    let body: Promise<Uint8Array> | undefined;
    const read = (maxBytes: number): Promise<Uint8Array> => {
      const limit = { maxBytes, tooLarge: () => requestTooLarge(maxBytes) };
      return (body ??= channel.readBody(limit, this.#parts));
    };
    return {
      ...head,
      requestId: exchange.requestId,
      headers: headersOf(channel.incoming),
      sourceIp: sourceIp(channel.incoming),
      origin: exchange.origin,
      signal: exchange.abort.signal,
      readBody: read,
      authenticate: (action) => this.#authenticate(exchange, head, route, action, read),
    };
  }

  async #authenticate(
    exchange: Exchange,
    head: RequestHead,
    { served: { model, service } }: FoundRoute,
    { operationName, input, maxBodyBytes }: WebAction,
    read: WebRequest["readBody"],
  ): Promise<WebCaller> {
    const { authenticator, authorizer, webPageGuard } = this.#parts;
    if (exchange.origin === "network") webPageGuard?.check(head);
    const authentication = authenticator.begin(head, { signingName: model.signingName, dialect: "rest" });
    if (authentication.bodyHash !== "none") authentication.confirm(sha256Hex(await read(maxBodyBytes)));
    const { caller, accessKeyId } = authentication;
    await authorizer.authorize({ caller, serviceId: service.id, operationName, input });
    return { principal: caller, accessKeyId };
  }
}

/** As people write it, also where IPv4 comes in by a socket of IPv6. */
const sourceIp = ({ socket }: IncomingMessage): string => (socket.remoteAddress ?? "").replace(/^::ffff:/, "");

/** PARITY: repeated headers are joined by a comma alone, names are in lower case. */
const headersOf = ({ rawHeaders }: IncomingMessage): Readonly<Record<string, string>> => {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? "";
    const value = rawHeaders[index + 1] ?? "";
    const earlier = headers.get(name);
    // A cookie may hold commas, and proxies make several lines of what a browser sends by HTTP/2.
    headers.set(name, earlier === undefined ? value : `${earlier}${name === "cookie" ? "; " : ","}${value}`);
  }
  return Object.fromEntries(headers);
};

const refuse = (exchange: Exchange, error: unknown): WebResponse => {
  if (error instanceof ClientGone) throw error;
  if (!(error instanceof ServiceException)) exchange.failure = error;
  const { statusCode, code, message } = error instanceof ServiceException ? error : internalFailure(undefined, error);
  return {
    status: statusCode,
    headers: {
      "Content-Type": "application/json",
      "x-amzn-RequestId": exchange.requestId,
      "x-amzn-ErrorType": code,
    },
    body: JSON.stringify({ Message: message }),
  };
};
