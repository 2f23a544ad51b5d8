/**
 * The life of an API request, in order: every step is one line of `#answer`. Whatever a step throws becomes an
 * answer in `#refuse`, and `#finish` logs and counts each request exactly once.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Account } from "../aws/account.ts";
import type { Authorizer } from "../aws/authorizer.ts";
import { ServiceException } from "../aws/service-exception.ts";
import type { Logger } from "../base/log.ts";
import type { WireResponse } from "../protocol/contract.ts";
import type { Authenticator } from "./authenticate.ts";
import type { BodyPatience } from "./body/body-deadline.ts";
import { discardRest } from "./body/discard-rest.ts";
import { UNIDENTIFIED } from "./body/limits.ts";
import { EMPTY_BODY, readBody } from "./body/read-body.ts";
import { receiveBody } from "./body/receive-body.ts";
import { breakOff } from "./break-off.ts";
import { callOperation, checkSupported } from "./call-operation.ts";
import { ClientGone } from "./client-gone.ts";
import { endpointOf } from "./endpoint.ts";
import { beginExchange, type ConnectionOrigin, type Exchange } from "./exchange.ts";
import { internalFailure } from "./exceptions.ts";
import { fallbackResponse } from "./fallback-response.ts";
import type { ServiceIndex } from "./identify.ts";
import { readHead } from "./request-head.ts";
import type { RequestMetrics } from "./request-metrics.ts";
import type { WebPageGuard } from "./web-page-guard.ts";
import { writeResponse } from "./write-response.ts";

export interface PipelineParts extends BodyPatience {
  readonly services: ServiceIndex;
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  /** Absent where every request must be signed. */
  readonly webPageGuard: WebPageGuard | undefined;
  readonly metrics: RequestMetrics;
  readonly account: Account;
  readonly logger: Logger;
}

export class Pipeline {
  readonly #parts: PipelineParts;

  constructor(parts: PipelineParts) {
    this.#parts = parts;
  }

  /** Answers one request. Never rejects. */
  async handle(incoming: IncomingMessage, outgoing: ServerResponse, origin: ConnectionOrigin): Promise<void> {
    const exchange = beginExchange(incoming, outgoing, origin, this.#parts.clock.monotonicMs());
    try {
      const answer = await this.#answer(exchange).catch((error: unknown) => this.#refuse(exchange, error));
      await writeResponse(outgoing, answer);
    } catch (error) {
      await this.#failToWrite(exchange, error);
    } finally {
      discardRest(incoming, this.#parts.clock);
      this.#finish(exchange);
    }
  }

  /** An answer whose head cannot be written has sent nothing, so the caller can still be told that there is a bug. */
  async #failToWrite(exchange: Exchange, error: unknown): Promise<void> {
    const { outgoing } = exchange;
    exchange.failure = error;
    if (outgoing.headersSent || error instanceof ClientGone) return breakOff(outgoing);
    await writeResponse(outgoing, this.#refuse(exchange, error)).catch(() => breakOff(outgoing));
  }

  async #answer(exchange: Exchange): Promise<WireResponse> {
    const { services, authenticator, authorizer, webPageGuard, account } = this.#parts;
    const { requestId } = exchange;
    const head = (exchange.head = readHead(exchange.incoming));
    const endpoint = endpointOf(head.headers["host"]);
    if (exchange.origin === "network") webPageGuard?.check(head);
    const form = services.needsBody(head) ? await readBody(exchange, UNIDENTIFIED, this.#parts) : undefined;
    const target = (exchange.target = services.identify({ ...head, body: form ?? EMPTY_BODY }));
    const authentication = authenticator.begin(head, target);
    const body = await receiveBody(exchange, { head, target, authentication, received: form }, this.#parts);
    checkSupported(target);
    const input = target.protocol.parse(target.route, { ...head, body });
    const { caller } = authentication;
    const operationName = target.operation.name;
    await authorizer.authorize({ caller, serviceId: target.served.service.id, operationName, input });
    const traceHeader = head.headers["x-amzn-trace-id"];
    const context = { requestId, caller, account, endpoint, traceHeader, signal: exchange.abort.signal };
    const output = await callOperation(target, input, context);
    return target.protocol.serialize(operationName, output, requestId);
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

  #finish({ requestId, outgoing, head, target, failure, startedMs, origin }: Exchange): void {
    const { metrics, logger, clock } = this.#parts;
    const isClientGone = failure instanceof ClientGone;
    const record = {
      serviceId: target?.served.service.id ?? "unknown",
      operationName: target?.operation.name ?? "unknown",
      statusCode: isClientGone ? CLIENT_CLOSED_REQUEST : outgoing.statusCode,
      durationMs: clock.monotonicMs() - startedMs,
    };
    metrics.record(record);
    const line = { requestId, origin, method: head?.method, path: head?.path, ...record };
    if (failure === undefined || isClientGone) logger.debug(line, "request");
    else logger.error({ ...line, err: failure }, "request failed on a bug of this server");
  }
}

/** Never sent; the usual mark in logs and counts for a client that did not wait. */
const CLIENT_CLOSED_REQUEST = 499;
