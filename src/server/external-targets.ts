import type { Account } from "../aws/account.ts";
import { findArn } from "../aws/arn.ts";
import { ServiceException } from "../aws/service-exception.ts";
import type { Clock } from "../base/clock.ts";
import { OperatorError } from "../base/operator-error.ts";
import { type SigningCredentials, signRequest } from "../protocol/sigv4/sign-request.ts";
import type { BusEvent, ExternalTargets, QueueMessage } from "../services/lambda/async/contract.ts";
import type { Config } from "./config.ts";

/** How long a service may take to answer. */
const TIMEOUT_MS = 30_000;
/** How much of an error is worth a place in the log. */
const MAX_QUOTED = 500;

/** Services that can be somewhere else, by the name that their ARNs have. */
type ExternalService = "sqs" | "sns" | "events";

interface ExternalTargetsOptions {
  /** Where services are that this server does not play: URLs by service, without a slash at the end. */
  readonly endpoints: ReadonlyMap<string, string>;
  readonly credentials: SigningCredentials;
  readonly account: Account;
  readonly clock: Clock;
}

export const createExternalTargets = ({
  config,
  account,
  clock,
}: {
  readonly config: Pick<Config, "destinationEndpoints" | "destinationAccessKeyId" | "destinationSecretAccessKey">;
  readonly account: Account;
  readonly clock: Clock;
}): ExternalTargets =>
  new HttpExternalTargets({
    endpoints: new Map(config.destinationEndpoints.map(readEndpoint)),
    credentials: {
      accessKeyId: config.destinationAccessKeyId,
      secretAccessKey: config.destinationSecretAccessKey,
    },
    account,
    clock,
  });

/** `sqs=http://127.0.0.1:9324`, as the setting's pattern has it. */
const readEndpoint = (entry: string): [service: string, url: string] => {
  const separator = entry.indexOf("=");
  return [entry.slice(0, separator), entry.slice(separator + 1)];
};

/**
 * Sends to queues, topics and buses of another server that speaks AWS's API, or of AWS itself.
 * @throws OperatorError when there is no endpoint for the service; ServiceException with what the service answers; the
 *   network's own errors
 */
class HttpExternalTargets implements ExternalTargets {
  readonly #options: ExternalTargetsOptions;

  constructor(options: ExternalTargetsOptions) {
    this.#options = options;
  }

  async sendToQueue(queueArn: string, { body, attributes }: QueueMessage): Promise<void> {
    const { accountId = "", resource = "" } = findArn(queueArn) ?? {};
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, { dataType, value }]) => [
        name,
        { DataType: dataType, StringValue: value },
      ]),
    );
    const QueueUrl = `${this.#endpointOf("sqs", queueArn)}/${accountId}/${resource}`;
    const input = { QueueUrl, MessageBody: body, MessageAttributes };
    await this.#post("sqs", queueArn, jsonRequest("1.0", "AmazonSQS.SendMessage", input));
  }

  async publishToTopic(
    topicArn: string,
    { body, subject, attributes }: QueueMessage,
    signal?: AbortSignal,
  ): Promise<void> {
    const form = new URLSearchParams({ Action: "Publish", Version: "2010-03-31", TopicArn: topicArn, Message: body });
    if (subject !== undefined) form.set("Subject", subject);
    for (const [index, [name, { dataType, value }]] of Object.entries(attributes).entries()) {
      const entry = `MessageAttributes.entry.${index + 1}`;
      form.set(`${entry}.Name`, name);
      form.set(`${entry}.Value.DataType`, dataType);
      form.set(`${entry}.Value.StringValue`, value);
    }
    const request = {
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
      body: form.toString(),
    };
    await this.#post("sns", topicArn, request, signal);
  }

  async putEvent(busArn: string, { source, detailType, resources, detail }: BusEvent): Promise<void> {
    const entry = {
      Source: source,
      DetailType: detailType,
      Resources: resources,
      Detail: detail,
      EventBusName: busArn,
    };
    const answer = await this.#post("events", busArn, jsonRequest("1.1", "AWSEvents.PutEvents", { Entries: [entry] }));
    // The call succeeds also when its only entry fails.
    const { Entries: [result] = [] } = JSON.parse(answer) as PutEventsAnswer;
    if (result?.ErrorCode === undefined) return;
    throw refusal(400, `${result.ErrorCode}: ${result.ErrorMessage ?? ""}`);
  }

  #endpointOf(service: ExternalService, arn: string): string {
    const endpoint = this.#options.endpoints.get(service);
    if (endpoint !== undefined) return endpoint;
    throw new OperatorError({
      code: "DESTINATION_NOT_SERVED",
      message: `This server has no queues, topics or event buses of its own, so nothing was sent to ${arn}.`,
      remedy: `Set destinationEndpoints to where ${service} is served, for example ${service}=http://127.0.0.1:9324.`,
    });
  }

  async #post(
    service: ExternalService,
    arn: string,
    { headers, body }: HttpRequest,
    signal?: AbortSignal,
  ): Promise<string> {
    const { credentials, account, clock } = this.#options;
    const url = new URL(this.#endpointOf(service, arn));
    const signed = signRequest(
      { method: "POST", path: url.pathname, query: "", headers: { ...headers, host: url.host }, body },
      { credentials, region: findArn(arn)?.region || account.region, signingName: service, nowMs: clock.nowMs() },
    );
    const late = new AbortController();
    using _ = clock.after(TIMEOUT_MS, () => late.abort(new Error(`${url.origin} did not answer in time.`)));
    const response = await fetch(url, {
      method: "POST",
      headers: signed,
      body,
      redirect: "error",
      signal: AbortSignal.any([late.signal, ...(signal === undefined ? [] : [signal])]),
    });
    const answer = await response.text();
    if (response.ok) return answer;
    throw refusal(response.status, `${url.origin} answered ${response.status}: ${answer.slice(0, MAX_QUOTED)}`);
  }
}

interface HttpRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface PutEventsAnswer {
  readonly Entries?: readonly { readonly ErrorCode?: string; readonly ErrorMessage?: string }[];
}

const jsonRequest = (version: "1.0" | "1.1", target: string, input: object): HttpRequest => ({
  headers: { "content-type": `application/x-amz-json-${version}`, "x-amz-target": target },
  body: JSON.stringify(input),
});

/** Seen by the operator only; its status says whether to try again. */
const refusal = (statusCode: number, message: string): ServiceException =>
  new ServiceException({ code: "DestinationRefused", message, statusCode });
