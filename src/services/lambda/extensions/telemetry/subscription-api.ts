import { type Answer, error, plain } from "../../runtime-api/answers.ts";
import { parseSubscription } from "./parse-subscription.ts";
import type { Telemetry } from "./telemetry.ts";
import type { TelemetryType } from "./telemetry-event.ts";

type Api = "telemetry" | "logs";

const OK: Answer = { ...plain(200, '"OK"'), headers: "Content-Type: application/json\r\n" };

const CLOSED: Readonly<Record<Api, Answer>> = {
  telemetry: error(403, "Telemetry.SubscriptionClosed", "Telemetry API subscription is closed already"),
  logs: error(403, "Logs.SubscriptionClosed", "Logs API subscription is closed already"),
};
const VALIDATION_ERROR: Readonly<Record<Api, string>> = {
  telemetry: "ValidationError",
  logs: "Logs.ValidationError",
};

/** Told of subscriptions, for the log. */
export type OnSubscription = (
  api: Api,
  subscription: { readonly name: string; readonly state: "Subscribed"; readonly types: readonly TelemetryType[] },
) => void;

/**
 * The Telemetry API (2022-07-01) and the Logs API (2020-08-15), which it supersedes. An extension subscribes to one.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html
 */
export class SubscriptionApi {
  readonly #telemetry: Telemetry;
  readonly #logsJson: boolean;
  readonly #onSubscription: OnSubscription;
  /** By the extension's name, which API it has subscribed to. */
  readonly #subscribed = new Map<string, Api>();

  constructor(telemetry: Telemetry, options: { readonly logsJson: boolean; readonly onSubscription: OnSubscription }) {
    this.#telemetry = telemetry;
    this.#logsJson = options.logsJson;
    this.#onSubscription = options.onSubscription;
  }

  subscribe(api: Api, extensionName: string, text: string): Answer {
    if (!this.#telemetry.isOpen) return CLOSED[api];
    const subscription = parseSubscription(api, text, { logsJson: this.#logsJson });
    if ("problems" in subscription) return error(400, VALIDATION_ERROR[api], subscription.problems);
    const earlier = this.#subscribed.get(extensionName);
    // PARITY: asking twice is asking once.
    if (earlier === api) return OK;
    if (earlier !== undefined) return error(400, VALIDATION_ERROR[api], `already subscribed to the ${NAMES[earlier]}`);
    this.#subscribed.set(extensionName, api);
    this.#telemetry.subscribe(extensionName, subscription);
    this.#onSubscription(api, { name: extensionName, state: "Subscribed", types: subscription.types });
    return OK;
  }
}

const NAMES: Readonly<Record<Api, string>> = { telemetry: "Telemetry API", logs: "Logs API" };
