/**
 * The one door: listens, lets connections from sandboxes in by the same door, and shuts it gracefully.
 * States: starting → ready → draining → closed.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Account } from "../aws/account.ts";
import type { Authorizer } from "../aws/authorizer.ts";
import type { AccessKeys, AccessKeyUse } from "../aws/principal.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { OperatorError } from "../base/operator-error.ts";
import { TaskGroup } from "../base/task-group.ts";
import { Authenticator } from "./authenticate.ts";
import { checkServices } from "./check-services.ts";
import { isLoopback } from "./endpoint.ts";
import type { ConnectionOrigin } from "./exchange.ts";
import { breakOff } from "./http/break-off.ts";
import { NodeChannel } from "./http/node-channel.ts";
import { createNodeServer } from "./http/node-server.ts";
import { PlainFront } from "./http/plain-front.ts";
import { ServiceIndex } from "./identify.ts";
import { DEFAULT_LIMITS, type GatewayLimits } from "./limits.ts";
import { adopt, listen } from "./listener.ts";
import { Pipeline } from "./pipeline.ts";
import type { RequestMetrics } from "./request-metrics.ts";
import type { ServedService } from "./served-service.ts";
import { isSystemPath, sendJson, SystemRoutes, type Readiness, type SystemHandler } from "./system-routes.ts";
import { WebPageGuard } from "./web-page-guard.ts";
import { WebPipeline } from "./web-pipeline.ts";

export interface GatewayOptions {
  readonly services: readonly ServedService[];
  readonly accessKeys: AccessKeys;
  readonly accessKeyUse: AccessKeyUse;
  readonly authorizer: Authorizer;
  readonly metrics: RequestMetrics;
  readonly account: Account;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether unsigned requests, and those signed with unknown keys, act as root. Only for loopback. */
  readonly open: boolean;
  /** Host names beside loopback that are trusted while open. */
  readonly allowedHosts?: readonly string[];
  readonly limits?: Partial<GatewayLimits>;
}

interface DrainOptions {
  readonly timeoutMs: number;
  readonly work?: Promise<void>;
}

export interface Gateway {
  /** @throws OperatorError when the address cannot be had, or is not loopback while open */
  listen(address: { readonly host: string; readonly port: number }): Promise<AddressInfo>;
  /** From now on API requests are served and `/health` answers 200. */
  ready(): void;
  /** Serves a connection that a listener inside a sandbox accepted. Call after `listen`. */
  acceptConnection(socket: Socket): void;
  /**
   * Stops accepting and waits for running requests; those still running after `timeoutMs` are broken off.
   * Called again while it waits, breaks them off at once.
   * @param options.work waited for like a request: what is no request, and may make some through a sandbox's listener
   */
  drain(options: DrainOptions): Promise<void>;
}

/** @throws OperatorError when a service and its model disagree */
export const createGateway = (options: GatewayOptions): Gateway => {
  checkServices(options.services);
  return new HttpGateway(options);
};

class HttpGateway implements Gateway {
  readonly #options: GatewayOptions;
  readonly #server: Server;
  readonly #plain: PlainFront;
  readonly #guests = new WeakSet<Socket>();
  readonly #system: SystemRoutes;
  readonly #pipeline: Pipeline;
  readonly #web: WebPipeline;
  readonly #requests: TaskGroup;
  readonly #giveUp = new AbortController();
  #readiness: Readiness = "starting";
  #drained: Promise<void> | undefined;

  constructor(options: GatewayOptions) {
    const { services, accessKeys, accessKeyUse, authorizer, metrics, account, clock, logger, open } = options;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#options = options;
    this.#server = createNodeServer(limits, (incoming, outgoing) => this.#serve(incoming, outgoing));
    this.#plain = new PlainFront(this.#server, {
      limits,
      clock,
      isPlain: ({ head, target }) =>
        this.#readiness !== "starting" &&
        !isSystemPath(target) &&
        this.#web.find(head.headers["host"] ?? "", target) === undefined,
      serve: (channel, socket) => this.#requests.run(() => this.#pipeline.handle(channel, this.#originOf(socket))),
    });
    const routes = services.flatMap(({ service }) => service.routes ?? []);
    this.#system = new SystemRoutes(routes, () => this.#readiness);
    this.#requests = new TaskGroup((error) => logger.error({ err: error }, "a request failed outside of its pipeline"));
    const parts = {
      authenticator: new Authenticator({ accessKeys, accessKeyUse, account, clock, open }),
      authorizer,
      webPageGuard: open ? new WebPageGuard(options.allowedHosts ?? []) : undefined,
      metrics,
      account,
      bodyTimeouts: limits.bodyTimeouts,
      clock,
      logger,
    };
    this.#pipeline = new Pipeline({ ...parts, services: new ServiceIndex(services) });
    this.#web = new WebPipeline({ ...parts, services });
  }

  async listen({ host, port }: { readonly host: string; readonly port: number }): Promise<AddressInfo> {
    if (this.#options.open && !isLoopback(host)) {
      throw new OperatorError({
        code: "OPEN_NEEDS_LOOPBACK",
        message: `Refusing to serve without authentication on ${host}, where others could reach it.`,
        remedy: "Leave --open out, or listen on 127.0.0.1.",
      });
    }
    return listen(this.#server, host, port);
  }

  ready(): void {
    if (this.#readiness === "starting") this.#readiness = "ready";
  }

  acceptConnection(socket: Socket): void {
    if (this.#readiness === "closed") {
      socket.destroy();
      return;
    }
    this.#guests.add(socket);
    adopt(this.#server, socket);
  }

  drain({ timeoutMs, work }: DrainOptions): Promise<void> {
    if (this.#drained !== undefined) this.#giveUp.abort();
    this.#drained ??= this.#drain(timeoutMs, work);
    return this.#drained;
  }

  async #drain(timeoutMs: number, work: Promise<void> | undefined): Promise<void> {
    this.#readiness = "draining";
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeIdleConnections();
    this.#plain.closeIdle();
    const patience = new AbortController();
    const signal = AbortSignal.any([patience.signal, this.#giveUp.signal]);
    const outOfPatience = this.#options.clock.delay(timeoutMs, { signal }).catch(() => {});
    const done = async () => {
      await work;
      await this.#requests.idle();
    };
    await Promise.race([done(), outOfPatience]);
    patience.abort();
    this.#readiness = "closed";
    this.#server.closeAllConnections();
    this.#plain.closeAll();
    await closed;
  }

  #serve(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const origin = this.#originOf(incoming.socket);
    const channel = new NodeChannel(incoming, outgoing);
    // Still served while draining: a running invocation may need the API to finish.
    if (this.#readiness === "draining") outgoing.shouldKeepAlive = false;
    // Before all paths of the server's own: behind another host they belong to what is served there.
    const web =
      this.#readiness === "starting" ? undefined : this.#web.find(incoming.headers.host ?? "", channel.target);
    const system = web === undefined ? this.#system.find(incoming, origin) : undefined;
    if (web !== undefined) this.#requests.run(() => this.#web.handle(web, channel, origin));
    else if (system !== undefined) this.#requests.run(() => this.#serveSystem(system, outgoing));
    else if (this.#readiness !== "starting") this.#requests.run(() => this.#pipeline.handle(channel, origin));
    else sendJson(outgoing, 503, { __type: "ServiceUnavailableException", message: "The server is not ready." });
  }

  #originOf(socket: Socket): ConnectionOrigin {
    return this.#guests.has(socket) ? "guest" : "network";
  }

  async #serveSystem(system: SystemHandler, outgoing: ServerResponse): Promise<void> {
    try {
      await system(outgoing);
    } catch (error) {
      this.#options.logger.error({ err: error, path: outgoing.req.url?.split("?", 1)[0] }, "a raw route failed");
      if (outgoing.headersSent) breakOff(outgoing);
      else sendJson(outgoing, 500, { message: "Internal Server Error" });
    }
  }
}
