/**
 * The life of an API request, in order: every step is one line of `#answer`. Whatever a step throws becomes an
 * answer in `#refuse`; `conduct` sends it, and logs and counts each request exactly once.
 */
import type { Account } from "../aws/account.ts";
import type { Authorizer } from "../aws/authorizer.ts";
import { ServiceException } from "../aws/service-exception.ts";
import type { WireResponse } from "../protocol/contract.ts";
import { type Authenticator, signingTarget } from "./authenticate.ts";
import type { BodyPatience } from "./body/body-deadline.ts";
import { UNIDENTIFIED } from "./body/limits.ts";
import { receiveBody } from "./body/receive-body.ts";
import { CallContext } from "./call-context.ts";
import { callOperation, checkSupported } from "./call-operation.ts";
import { ClientGone } from "./client-gone.ts";
import { conduct, type ConductParts } from "./conduct.ts";
import { endpointOf } from "./endpoint.ts";
import { beginExchange, type ConnectionOrigin, type Exchange } from "./exchange.ts";
import { internalFailure } from "./exceptions.ts";
import { fallbackResponse } from "./fallback-response.ts";
import { type Channel, EMPTY_BODY } from "./http/channel.ts";
import type { ServiceIndex } from "./identify.ts";
import type { WebPageGuard } from "./web-page-guard.ts";

export interface PipelineParts extends BodyPatience, ConductParts {
  readonly services: ServiceIndex;
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  /** Absent where every request must be signed. */
  readonly webPageGuard: WebPageGuard | undefined;
  readonly account: Account;
}

export class Pipeline {
  readonly #parts: PipelineParts;

  constructor(parts: PipelineParts) {
    this.#parts = parts;
  }

  /** Answers one request. Never rejects. */
  handle(channel: Channel, origin: ConnectionOrigin): Promise<void> {
    const exchange = beginExchange(channel, origin, this.#parts.clock.monotonicMs());
    return conduct(exchange, this.#parts, {
      answer: () => this.#answer(exchange),
      refuse: (error) => this.#refuse(exchange, error),
    });
  }

  async #answer(exchange: Exchange): Promise<WireResponse> {
    const { services, authenticator, authorizer, webPageGuard, account } = this.#parts;
    const { channel, requestId } = exchange;
    const head = (exchange.head = channel.readHead());
    const endpoint = endpointOf(head.headers["host"]);
    if (exchange.origin === "network") webPageGuard?.check(head);
    const hinted = services.hinted(head);
    const form = services.needsBody(head, hinted) ? await channel.readBody(UNIDENTIFIED, this.#parts) : undefined;
    const target = (exchange.target = services.identify({ ...head, body: form ?? EMPTY_BODY }, hinted));
    const authentication = authenticator.begin(head, signingTarget(target));
    const received = receiveBody(channel, { head, target, authentication, received: form }, this.#parts);
    // What is there already is not waited for: each wait is a turn of promises.
    const body = received instanceof Promise ? await received : received;
    checkSupported(target);
    const input = target.protocol.parse(target.route, { ...head, body });
    const { caller } = authentication;
    const operationName = target.operation.name;
    const authorized = authorizer.authorize({ caller, serviceId: target.served.service.id, operationName, input });
    if (authorized !== undefined) await authorized;
    const context = new CallContext(exchange, { caller, account, endpoint, head });
    const output = await callOperation(target, input, context);
    return context.withHeaders(target.protocol.serialize(operationName, output, requestId));
  }

  #refuse(exchange: Exchange, error: unknown): WireResponse {
    if (error instanceof ClientGone) throw error;
    const { head, target, requestId } = exchange;
    const protocol = target?.protocol ?? (head && this.#parts.services.protocolFor(head));
    if (!(error instanceof ServiceException)) exchange.failure = error;
    const exception = error instanceof ServiceException ? error : internalFailure(protocol?.name, error);
    if (protocol === undefined) return fallbackResponse(head, exception, requestId);
    return protocol.serializeError(target?.operation.name, exception, requestId);
  }
}
