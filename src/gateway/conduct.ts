/** One exchange from its first step to its last byte, whatever it is about. */
import { ServiceException } from "../aws/service-exception.ts";
import type { WebResponse } from "../aws/service.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { operatorTroubleOf } from "../base/operator-trouble.ts";
import { ClientGone } from "./client-gone.ts";
import type { Exchange } from "./exchange.ts";
import type { RequestMetrics } from "./request-metrics.ts";

export interface ConductParts {
  readonly metrics: RequestMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What an exchange consists of. */
interface Steps {
  readonly answer: () => Promise<WebResponse>;
  /** @throws ClientGone when there is nobody to tell */
  readonly refuse: (error: unknown) => WebResponse;
}

/** Sends the answer, or what refuses it, and logs and counts the request once. Never rejects. */
export const conduct = async (exchange: Exchange, parts: ConductParts, { answer, refuse }: Steps): Promise<void> => {
  const { channel } = exchange;
  try {
    const sent = channel.send(await answer().catch(refuse));
    // Mostly the operating system has it already, and nobody is to wait for a turn of promises then.
    if (sent !== undefined) await sent;
  } catch (error) {
    exchange.failure = error;
    await sayThatItFailed(exchange, refuse);
  } finally {
    finish(exchange, parts);
    channel.finish(parts.clock);
  }
};

/** An answer whose head cannot be written has sent nothing, so the caller can still be told that there is a bug. */
const sayThatItFailed = async ({ channel, failure }: Exchange, refuse: Steps["refuse"]): Promise<void> => {
  if (channel.hasBegunToAnswer || failure instanceof ClientGone) return channel.breakOff();
  try {
    await channel.send(refuse(failure));
  } catch {
    channel.breakOff();
  }
};

/** Never sent; the usual mark in logs and counts for a client that did not wait. */
const CLIENT_CLOSED_REQUEST = 499;

const finish = (exchange: Exchange, { metrics, logger, clock }: ConductParts): void => {
  const { requestId, channel, head, target, webTarget, failure, startedMs, origin } = exchange;
  const isClientGone = failure instanceof ClientGone;
  const record = {
    serviceId: target?.served.service.id ?? webTarget?.serviceId ?? "unknown",
    operationName: target?.operation.name ?? webTarget?.name ?? "unknown",
    statusCode: isClientGone ? CLIENT_CLOSED_REQUEST : channel.statusCode,
    durationMs: clock.monotonicMs() - startedMs,
  };
  metrics.record(record);
  const line = { requestId, origin, method: head?.method, path: head?.path, ...record };
  // An answer that breaks off for a reason that has a name was meant to.
  const isMeant = failure === undefined || isClientGone || failure instanceof ServiceException;
  if (isMeant) logger.debug(line, "request");
  else if (operatorTroubleOf(failure) === undefined)
    logger.error({ ...line, err: failure }, "request failed on a bug of this server");
  else logger.error({ ...line, err: failure }, "request failed for a reason that the operator can mend");
};
