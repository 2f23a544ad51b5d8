import type { Answer } from "../runtime-api/answers.ts";
import { ACCEPTED } from "../runtime-api/answers.ts";
import type { HttpConnection, RequestReceiver } from "../runtime-api/http-connection.ts";
import type { RequestHead } from "../runtime-api/http-head.ts";
import { Discard } from "../runtime-api/receivers.ts";
import type { ExtensionRoute, ExtensionRoutes } from "../runtime-api/routes.ts";
import { Extension } from "./extension.ts";
import * as answers from "./extension-answers.ts";
import type { Extensions } from "./extensions.ts";
import { LIFECYCLE_EVENTS } from "./lifecycle-event.ts";
import { parseRegistration } from "./parse-registration.ts";
import { SmallBody } from "./small-body.ts";
import type { SubscriptionApi } from "./telemetry/subscription-api.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface ExtensionsApiOptions {
  readonly extensions: Extensions;
  readonly metadata: answers.FunctionMetadata;
  readonly subscriptions: SubscriptionApi;
  /** Extensions registered, are ready, or are no longer: whoever waits for them looks again. */
  readonly onChange: () => void;
}

/**
 * The Extensions API (2020-01-01) of one environment, and the way to the Telemetry and Logs APIs.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 */
export class ExtensionsApi implements ExtensionRoutes {
  readonly #options: ExtensionsApiOptions;

  constructor(options: ExtensionsApiOptions) {
    this.#options = options;
  }

  onRequest(route: ExtensionRoute, head: RequestHead, connection: HttpConnection): RequestReceiver {
    if (route === "register") return this.#receiveRegistration(head, connection);
    const found = this.#identify(head);
    if (found instanceof Extension) return this.#receiveFrom(found, route, head, connection);
    return new Discard(connection, found);
  }

  #receiveFrom(
    extension: Extension,
    route: Exclude<ExtensionRoute, "register">,
    head: RequestHead,
    connection: HttpConnection,
  ) {
    switch (route) {
      case "next":
        return new Next(this, extension, connection);
      case "init-error":
      case "exit-error":
        return new Discard(connection, this.#reportError(extension, route, head));
      case "logs":
      case "telemetry":
        return new SmallBody(connection, (text) => this.#options.subscriptions.subscribe(route, extension.name, text));
      default:
        return route satisfies never;
    }
  }

  /** Keeps `event/next` until there is an event. */
  giveNext(extension: Extension, connection: HttpConnection): void {
    if (extension.deliverMissed(connection)) return;
    if (!extension.wait(connection)) {
      connection.answer(answers.invalidState(extension.state, "Ready", extension.identifier));
      return;
    }
    this.#options.onChange();
  }

  #receiveRegistration(head: RequestHead, connection: HttpConnection): RequestReceiver {
    const name = head.headers.get("lambda-extension-name") ?? "";
    if (name === "") return new Discard(connection, answers.EMPTY_NAME);
    const features = (head.headers.get("lambda-extension-accept-feature") ?? "").split(",");
    const wantsAccountId = features.some((feature) => feature.trim() === "accountId");
    return new SmallBody(connection, (text) => {
      const outcome = this.#register(name, text);
      if (!(outcome instanceof Extension)) return outcome;
      // The answer is written first: who registers last sets off what follows.
      setImmediate(this.#options.onChange);
      return answers.registered(outcome, this.#options.metadata, { wantsAccountId });
    });
  }

  /** @returns why it was refused, or the extension */
  #register(name: string, text: string): Extension | Answer {
    const { extensions } = this.#options;
    const external = extensions.findExternal(name);
    // PARITY: an internal extension ends with the runtime and hears of no shutdown.
    const registration = parseRegistration(text, external === undefined ? ["INVOKE"] : LIFECYCLE_EVENTS);
    if (registration.kind === "refused") return registration.answer;
    if (external !== undefined) {
      if (external.register(registration.events)) return external;
      return answers.invalidState(external.state, "Registered", name);
    }
    if (!extensions.isRegistrationOpen) return answers.REGISTRATION_CLOSED;
    if (extensions.isFull) return answers.TOO_MANY_EXTENSIONS;
    if (extensions.findInternal(name) !== undefined) return answers.NAME_TAKEN;
    const internal = new Extension(name, "internal");
    internal.register(registration.events);
    extensions.addInternal(internal);
    return internal;
  }

  #identify({ headers }: RequestHead): Extension | Answer {
    const identifier = headers.get("lambda-extension-identifier") ?? "";
    if (identifier === "") return answers.MISSING_IDENTIFIER;
    if (!UUID.test(identifier)) return answers.INVALID_IDENTIFIER;
    return this.#options.extensions.findByIdentifier(identifier.toLowerCase()) ?? answers.unknownIdentifier(identifier);
  }

  /** PARITY: the environment goes on until the extension, or for an internal one the runtime, exits. */
  #reportError(extension: Extension, route: "init-error" | "exit-error", { headers }: RequestHead): Answer {
    const errorType = headers.get("lambda-extension-function-error-type") ?? "";
    if (errorType === "") return answers.MISSING_ERROR_TYPE;
    const state = route === "init-error" ? "InitError" : "ExitError";
    if (!extension.fail(state, errorType)) return answers.invalidState(extension.state, state, extension.identifier);
    this.#options.extensions.noteReportedError(`Extension.${state}`);
    return ACCEPTED;
  }
}

/** `GET /extension/event/next`: the long poll. */
class Next implements RequestReceiver {
  readonly #api: ExtensionsApi;
  readonly #extension: Extension;
  readonly #connection: HttpConnection;

  constructor(api: ExtensionsApi, extension: Extension, connection: HttpConnection) {
    this.#api = api;
    this.#extension = extension;
    this.#connection = connection;
  }

  onBody(): undefined {}

  onEnd(): void {
    this.#api.giveNext(this.#extension, this.#connection);
  }

  onAbort(): void {
    this.#extension.stopWaiting(this.#connection);
  }
}
