import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { openUrl, signedHeaders, type UrlRequest } from "../../test/support/function-url.ts";
import type { TestServer } from "../../test/support/server.ts";
import type { UrlIds } from "./functions.ts";

/** A started server as the loads see it. A server that starts again is another one, on another port. */
export class Site implements Disposable {
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly #endpoint: string;
  readonly #credentials: TestServer["credentials"];
  readonly #urls: UrlIds;

  constructor(server: TestServer, urls: UrlIds) {
    this.lambda = new LambdaClient(server.clientOptions);
    this.s3 = new S3Client({ ...server.clientOptions, forcePathStyle: true });
    this.#endpoint = server.endpoint;
    this.#credentials = server.credentials;
    this.#urls = urls;
  }

  /** Requests the URL of a function. The body is the caller's to read or to leave. */
  requestFunctionUrl(which: keyof UrlIds): ReturnType<typeof openUrl> {
    return this.#open(`_lambkin/function-urls/${this.#urls[which]}/`, {});
  }

  /** Posts to the API and gives the answer while it comes, so that the caller can leave in the middle. */
  post(path: string, body: string): ReturnType<typeof openUrl> {
    const headers = signedHeaders(`${this.#endpoint}/`, path, this.#credentials, { method: "POST", body });
    return this.#open(path, { method: "POST", headers, body });
  }

  async getJson(path: string): Promise<unknown> {
    const headers = signedHeaders(`${this.#endpoint}/`, path, this.#credentials);
    return (await fetch(`${this.#endpoint}/${path}`, { headers: { ...headers, connection: "close" } })).json();
  }

  /** Connections are closed, so that none is still there when the server's are counted. */
  #open(path: string, request: UrlRequest): ReturnType<typeof openUrl> {
    const headers = { ...request.headers, connection: "close" };
    return openUrl(`${this.#endpoint}/`, path, { ...request, headers });
  }

  [Symbol.dispose](): void {
    this.lambda.destroy();
    this.s3.destroy();
  }
}
