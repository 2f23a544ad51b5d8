import { createServer, type Server } from "node:net";
import type { ResponseSink } from "../invoke/contract.ts";
import * as answers from "./answers.ts";
import { HttpConnection, type RequestListener, type RequestReceiver } from "./http-connection.ts";
import type { RequestHead } from "./http-head.ts";
import { MAX_CONNECTIONS, MAX_RESPONSE_BYTES } from "./limits.ts";
import { Discard, Reception } from "./receivers.ts";
import { errorTypeOf, receiveError, receiveResponse, type RuntimeResponse } from "./response-receivers.ts";
import { type ExtensionRoutes, type Route, routeOf } from "./routes.ts";
import { mayBecome, type RuntimeState } from "./runtime-states.ts";
import { credentialsAnswer, type SnapStartApi } from "./snap-start-api.ts";

/** What the runtime gets when it asks for the next invocation. */
export interface InvocationEvent {
  readonly requestId: string;
  readonly deadlineMs: number;
  readonly invokedFunctionArn: string;
  readonly traceId: string;
  /** JSON text. */
  readonly clientContext: string | undefined;
  readonly tenantId?: string | undefined;
  readonly payload: Uint8Array;
  /** Takes the response while the runtime writes it. Without it the response is gathered. */
  readonly responseSink?: ResponseSink | undefined;
}

export interface RuntimeFailure {
  readonly errorType: string;
  readonly payload: Uint8Array;
}

/** Told what the runtime does, at once and in order. */
export interface RuntimeApiObserver {
  /** The runtime asks for its next invocation: it is initialised, or done with the one before. */
  onReady(): void;
  /** The runtime begins to answer. */
  onResponding?(): void;
  onResponse(response: RuntimeResponse): void;
  /** It cannot be initialised, or not be used after it was restored. */
  onInitError(failure: RuntimeFailure): void;
  /** With SnapStart: the runtime waits until a snapshot was taken and restored. */
  onRestorable?(): void;
  /** With SnapStart: the runtime was told that it was restored. */
  onRestoring?(): void;
}

/**
 * The Lambda Runtime API (2018-06-01) of one sandbox. A request moves the runtime's state when its head is read,
 * before its body: so of two answers to one invocation only the first is ever taken in.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi implements RequestListener {
  /** To be served on the sandbox's port. */
  readonly server: Server;
  readonly #observer: RuntimeApiObserver;
  readonly #extensions: ExtensionRoutes;
  readonly #snapStart: SnapStartApi | undefined;
  readonly #connections = new Set<HttpConnection>();
  /** Those of the connections that do not end with the runtime. */
  readonly #extensionConnections = new WeakSet<HttpConnection>();
  #state: RuntimeState = "Started";
  #event: InvocationEvent | undefined;
  #waiting: HttpConnection | undefined;
  #alone: PromiseWithResolvers<void> | undefined;

  /** @param snapStart for functions with SnapStart */
  constructor(observer: RuntimeApiObserver, extensions: ExtensionRoutes, snapStart?: SnapStartApi) {
    this.#observer = observer;
    this.#extensions = extensions;
    this.#snapStart = snapStart;
    if (snapStart?.isRestored === true) this.#state = "RestoreReady";
    this.server = createServer({ noDelay: true }, (socket) => {
      const connection = new HttpConnection(socket, this);
      this.#connections.add(connection);
      socket.once("close", () => {
        this.#connections.delete(connection);
        if (!this.#hasRuntimeConnections) this.#alone?.resolve();
      });
      if (this.#state === "RestoreReady" && snapStart?.isRestored === true) this.#tellRestored(connection);
    });
    this.server.maxConnections = MAX_CONNECTIONS;
  }

  /** Hands an invocation to the runtime, now if it is waiting, else when it asks. Only when it is ready. */
  deliver(event: InvocationEvent): void {
    this.#event = event;
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    this.#giveEvent(waiting, event);
  }

  /** Resolves when what a dead runtime sent last has been read. */
  async settle(): Promise<void> {
    // Connections that were made but not accepted yet show up in the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    if (!this.#hasRuntimeConnections) return;
    for (const connection of this.#connections) connection.resume();
    this.#alone ??= Promise.withResolvers();
    await this.#alone.promise;
  }

  close(): void {
    this.server.close();
    for (const connection of this.#connections) connection.destroy();
  }

  onRequest(head: RequestHead, connection: HttpConnection): RequestReceiver {
    const route = routeOf(head.method, head.path, { hasSnapStart: this.#snapStart !== undefined });
    switch (route.kind) {
      case "next":
        return new Next(this, connection);
      case "response":
      case "error":
        return this.#receiveAnswer(route, head, connection);
      case "init-error":
        return this.#receiveFailure("InitError", head, connection);
      case "restore-error":
        return this.#receiveFailure("RestoreError", head, connection);
      case "restore-next":
        return this.#receiveRestoreNext(connection);
      case "credentials":
        return this.#giveCredentials(head, connection);
      case "extension":
        this.#extensionConnections.add(connection);
        return this.#extensions.onRequest(route.route, head, connection);
      case "fixed":
        return new Discard(connection, route.answer);
      default:
        return route satisfies never;
    }
  }

  /** Answers `next`, or keeps it until there is an invocation. */
  giveNext(connection: HttpConnection): void {
    if (this.#state === "Running" && this.#event !== undefined) {
      // PARITY: a runtime that asks again before it answered gets the same invocation again.
      this.#giveEvent(connection, this.#event);
      return;
    }
    if (this.#state !== "Ready" && !mayBecome(this.#state, "Ready")) {
      connection.answer(answers.invalidStateTransition(this.#state, "Ready"));
      return;
    }
    // The newest request is the one whose sender is alive: a runtime that reconnects forgets the old connection.
    this.#waiting?.destroy();
    this.#waiting = connection;
    if (this.#state === "Ready") {
      if (this.#event !== undefined) this.deliver(this.#event);
      return;
    }
    this.#state = "Ready";
    this.#event = undefined;
    this.#observer.onReady();
  }

  forgetNext(connection: HttpConnection): void {
    if (this.#waiting === connection) this.#waiting = undefined;
  }

  get #hasRuntimeConnections(): boolean {
    for (const connection of this.#connections) if (!this.#extensionConnections.has(connection)) return true;
    return false;
  }

  #giveEvent(connection: HttpConnection, event: InvocationEvent): void {
    this.#state = "Running";
    connection.answer({ statusCode: 200, headers: eventHeaders(event), body: event.payload });
  }

  #receiveAnswer(route: Route & { kind: "response" | "error" }, head: RequestHead, connection: HttpConnection) {
    const state = route.kind === "response" ? "InvocationResponse" : "InvocationErrorResponse";
    const refusal = this.#refusal(route.requestId, state);
    if (refusal !== undefined) return new Discard(connection, refusal);
    this.#state = state;
    // An internal extension may share its connection with the runtime.
    this.#extensionConnections.delete(connection);
    this.#observer.onResponding?.();
    const request = { head, connection, respond: (response: RuntimeResponse) => this.#respond(response) };
    return route.kind === "response" ? receiveResponse(request, this.#event?.responseSink) : receiveError(request);
  }

  #receiveFailure(state: "InitError" | "RestoreError", head: RequestHead, connection: HttpConnection): RequestReceiver {
    if (!mayBecome(this.#state, state)) {
      return new Discard(connection, answers.invalidStateTransition(this.#state, state));
    }
    this.#state = state;
    const errorType = errorTypeOf(head.headers);
    const fail = (payload: Uint8Array) => this.#observer.onInitError({ errorType, payload });
    return new Reception({
      onComplete: (payload) => {
        connection.answer(answers.ACCEPTED);
        fail(payload);
      },
      onTooLarge: () => fail(Buffer.alloc(0)),
      onTooLargeEnd: () => connection.answer(answers.responseTooLarge(MAX_RESPONSE_BYTES)),
      onTruncated: () => fail(Buffer.alloc(0)),
    });
  }

  /** The request stays without an answer here: the answer is due to those that go on from the snapshot. */
  #receiveRestoreNext(connection: HttpConnection): RequestReceiver {
    if (!mayBecome(this.#state, "RestoreReady")) {
      return new Discard(connection, answers.invalidStateTransition(this.#state, "Ready"));
    }
    this.#state = "RestoreReady";
    // Idle ones of the function's SDKs: a snapshot keeps one connection.
    for (const other of this.#connections) if (other !== connection) other.destroy();
    return { onBody: () => undefined, onEnd: () => this.#observer.onRestorable?.(), onAbort: () => {} };
  }

  /**
   * The first connection of a restored runtime stands for the one that it had when the snapshot was taken.
   * @see receiveRestoreNext
   */
  #tellRestored(connection: HttpConnection): void {
    this.#state = "Restoring";
    connection.takePlace();
    connection.answer(answers.RESTORED);
    this.#observer.onRestoring?.();
  }

  #giveCredentials(head: RequestHead, connection: HttpConnection): RequestReceiver {
    const answer = this.#snapStart === undefined ? answers.NOT_FOUND : credentialsAnswer(head.headers, this.#snapStart);
    return new Discard(connection, answer);
  }

  #refusal(requestId: string, to: RuntimeState): answers.Answer | undefined {
    if (this.#event === undefined || requestId !== this.#event.requestId) return answers.INVALID_REQUEST_ID;
    return mayBecome(this.#state, to) ? undefined : answers.invalidStateTransition(this.#state, to);
  }

  #respond(response: RuntimeResponse): void {
    this.#state = "ResponseSent";
    this.#observer.onResponse(response);
  }
}

/** `GET /runtime/invocation/next`: the long poll. */
class Next implements RequestReceiver {
  readonly #api: RuntimeApi;
  readonly #connection: HttpConnection;

  constructor(api: RuntimeApi, connection: HttpConnection) {
    this.#api = api;
    this.#connection = connection;
  }

  onBody(): undefined {}

  onEnd(): void {
    this.#api.giveNext(this.#connection);
  }

  onAbort(): void {
    this.#api.forgetNext(this.#connection);
  }
}

const eventHeaders = (event: InvocationEvent): string =>
  `Content-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: ${event.requestId}\r\n` +
  `Lambda-Runtime-Deadline-Ms: ${event.deadlineMs}\r\n` +
  `Lambda-Runtime-Invoked-Function-Arn: ${event.invokedFunctionArn}\r\n` +
  `Lambda-Runtime-Trace-Id: ${event.traceId}\r\n` +
  (event.clientContext === undefined ? "" : `Lambda-Runtime-Client-Context: ${event.clientContext}\r\n`) +
  (event.tenantId === undefined ? "" : `Lambda-Runtime-Aws-Tenant-Id: ${event.tenantId}\r\n`);
