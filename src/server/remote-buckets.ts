import { type IncomingMessage, request as requestInClear } from "node:http";
import { request as requestOverTls } from "node:https";
import { text } from "node:stream/consumers";
import { ServiceException } from "../aws/service-exception.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { OperatorError } from "../base/operator-error.ts";
import { MalformedInput } from "../protocol/malformed-input.ts";
import { signRequest, type SigningCredentials } from "../protocol/sigv4/sign-request.ts";
import { readXml } from "../protocol/xml/xml-reader.ts";
import type { RemoteAnswer, RemoteBuckets, RemoteRequest } from "../services/s3/remote-object-reader.ts";
import type { Config } from "./config.ts";

/** Clients of Lambda wait about a minute for their answer; a server that is silent for so long will not give one. */
const SILENCE_MS = 20_000;

/** The S3-compatible server that the configuration names, spoken to as any client of S3 does. */
export class SignedRemoteBuckets implements RemoteBuckets {
  readonly #endpoint: URL;
  readonly #region: string;
  readonly #credentials: SigningCredentials;
  readonly #clock: Clock;
  readonly #logger: Logger;

  /** @throws OperatorError when an endpoint is named without the keys to it */
  constructor(config: Config, { clock, logger }: { readonly clock: Clock; readonly logger: Logger }) {
    const { s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey } = config;
    if (accessKeyId === "" || secretAccessKey === "") throw withoutKeys(config.s3Endpoint);
    this.#endpoint = new URL(config.s3Endpoint);
    this.#region = config.s3Region;
    this.#credentials = { accessKeyId, secretAccessKey };
    this.#clock = clock;
    this.#logger = logger;
  }

  async send(request: RemoteRequest): Promise<RemoteAnswer> {
    const answer = await this.#exchange(request).catch((error: unknown) => {
      this.#logger.warn({ err: error, endpoint: this.#endpoint.origin }, "the S3 server did not answer");
      throw noAnswer(error);
    });
    if (isSuccess(answer)) return { headers: answer.headers, body: answer };
    throw refusal(answer.statusCode ?? 0, await text(answer));
  }

  /** Not by `fetch`, which rewrites keys such as `a/../b`, and takes signed headers along when it is redirected. */
  #exchange({ method, path, query, headers }: RemoteRequest): Promise<IncomingMessage> {
    const signed = signRequest(
      { method, path, query, headers: { ...headers, host: this.#endpoint.host }, body: "" },
      { credentials: this.#credentials, region: this.#region, signingName: "s3", nowMs: this.#clock.nowMs() },
    );
    const request = this.#endpoint.protocol === "https:" ? requestOverTls : requestInClear;
    const options = { method, headers: signed, path: query === "" ? path : `${path}?${query}`, timeout: SILENCE_MS };
    return new Promise((resolve, reject) => {
      const outgoing = request(this.#endpoint, options, resolve);
      outgoing.once("timeout", () => outgoing.destroy(new Error(`silent for ${SILENCE_MS} ms`)));
      outgoing.once("error", reject);
      outgoing.end();
    });
  }
}

const isSuccess = ({ statusCode = 0 }: IncomingMessage): boolean => statusCode >= 200 && statusCode < 300;

const refusal = (statusCode: number, body: string): ServiceException => {
  const elements = new Map(childrenOf(body).map(({ name, text: content }) => [name, content]));
  const code = elements.get("Code") ?? String(statusCode);
  return new ServiceException({ code, statusCode, message: elements.get("Message") ?? "The S3 server says no more." });
};

/** Of an error that is none of S3's, such as a proxy's page, there is nothing to read. */
const childrenOf = (body: string): ReturnType<typeof readXml>["children"] => {
  try {
    return readXml(body).children;
  } catch (error) {
    if (error instanceof MalformedInput) return [];
    throw error;
  }
};

const noAnswer = (cause: unknown) =>
  new ServiceException({
    code: "ServiceUnavailable",
    statusCode: 503,
    message: "The S3 server that this server reads code from does not answer.",
    cause,
  });

const withoutKeys = (endpoint: string) =>
  new OperatorError({
    code: "CONFIG_INVALID",
    message: `Code is to be read from ${endpoint}, but there are no keys to it.`,
    remedy: "Set LAMBKIN_S3_ACCESS_KEY_ID and LAMBKIN_S3_SECRET_ACCESS_KEY, or both in the config file.",
  });
