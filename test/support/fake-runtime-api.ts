import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";

/** How the server writes its answers; runtimes must take each way. */
export interface FakeRuntimeApiOptions {
  /** Bodies in chunks of this many bytes instead of with a length. */
  readonly chunkBytes?: number;
  /** Head and body in separate writes of at most this many bytes. */
  readonly pieceBytes?: number;
  /** Each answer is the last one on its connection. */
  readonly closesConnections?: boolean;
  /** Status of the answer to a response; 202 unless set. */
  readonly responseStatus?: number;
}

/** What a runtime said of an invocation or of its initialization. */
export class RuntimeReport {
  readonly kind: "response" | "error" | "init-error" | "restore-error";
  readonly bytes: Buffer;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: NodeJS.Dict<string>;

  constructor(kind: RuntimeReport["kind"], bytes: Buffer, request: IncomingMessage) {
    this.kind = kind;
    this.bytes = bytes;
    this.headers = request.headers;
    this.trailers = request.trailers;
  }

  get json(): unknown {
    return JSON.parse(this.bytes.toString());
  }

  get errorType(): unknown {
    return this.headers["lambda-runtime-function-error-type"];
  }
}

interface PendingInvocation {
  readonly requestId: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The Runtime API as far as a runtime sees it, for tests of runtimes alone. Disposing ends all connections. */
export class FakeRuntimeApi implements AsyncDisposable {
  /** Resolves when the runtime reports that it cannot start. */
  readonly initError: Promise<RuntimeReport>;
  /** Resolves when the runtime waits for a snapshot of it to be taken and gone on from. */
  readonly restorable: Promise<void>;
  /** Resolves when the runtime reports that it cannot be restored. */
  readonly restoreError: Promise<RuntimeReport>;
  readonly #server: Server;
  readonly #options: FakeRuntimeApiOptions;
  readonly #queue: PendingInvocation[] = [];
  readonly #reports = new Map<string, PromiseWithResolvers<RuntimeReport>>();
  readonly #init = Promise.withResolvers<RuntimeReport>();
  readonly #restorable = Promise.withResolvers<void>();
  readonly #restore = Promise.withResolvers<RuntimeReport>();
  #unrestored: ServerResponse | undefined;
  #waiting: ServerResponse | undefined;
  #count = 0;

  private constructor(options: FakeRuntimeApiOptions) {
    this.#options = options;
    this.initError = this.#init.promise;
    this.restorable = this.#restorable.promise;
    this.restoreError = this.#restore.promise;
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.on("clientError", () => {});
  }

  static async start(options: FakeRuntimeApiOptions = {}): Promise<FakeRuntimeApi> {
    const api = new FakeRuntimeApi(options);
    api.#server.listen(0, "127.0.0.1");
    await once(api.#server, "listening");
    return api;
  }

  /** For AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** True while a runtime waits for its next invocation. */
  get isAwaited(): boolean {
    return this.#waiting !== undefined;
  }

  /** The request id that the next call of `invoke` uses. */
  get nextRequestId(): string {
    return `8476a536-e9f4-11e8-9739-${String(this.#count + 1).padStart(12, "0")}`;
  }

  /** Hands an event to the runtime; resolves with what it answers. `body`: JSON text. */
  invoke(body: string, headers: Readonly<Record<string, string>> = {}): Promise<RuntimeReport> {
    const requestId = this.nextRequestId;
    this.#count += 1;
    const report = Promise.withResolvers<RuntimeReport>();
    this.#reports.set(requestId, report);
    this.#queue.push({ requestId, body, headers });
    void this.#deliver();
    return report.promise;
  }

  /** Lets the runtime go on, as if it had been restored. Once it is restorable. */
  async restore(): Promise<void> {
    if (this.#unrestored === undefined) throw new Error("The runtime does not wait to be restored.");
    await this.#write(this.#unrestored, 200, {}, "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, requestId, verb] =
      /^\/2018-06-01\/runtime\/invocation\/([^/]+)(?:\/(\w+))?$/.exec(request.url ?? "") ?? [];
    if (request.method === "GET" && requestId === "next") {
      this.#waiting = response;
      return this.#deliver();
    }
    if (request.url === "/2018-06-01/runtime/restore/next") {
      this.#unrestored = response;
      return this.#restorable.resolve();
    }
    const body = Buffer.concat(await request.toArray());
    if (request.url === "/2018-06-01/runtime/init/error") {
      await this.#write(response, 202, {}, '{"status":"OK"}');
      return this.#init.resolve(new RuntimeReport("init-error", body, request));
    }
    if (request.url === "/2018-06-01/runtime/restore/error") {
      await this.#write(response, 202, {}, '{"status":"OK"}');
      return this.#restore.resolve(new RuntimeReport("restore-error", body, request));
    }
    const kind = verb === "response" ? "response" : "error";
    await this.#write(
      response,
      kind === "response" ? (this.#options.responseStatus ?? 202) : 202,
      {},
      '{"status":"OK"}',
    );
    this.#reports.get(requestId ?? "")?.resolve(new RuntimeReport(kind, body, request));
  }

  async #deliver(): Promise<void> {
    const response = this.#waiting;
    const invocation = response === undefined ? undefined : this.#queue.shift();
    if (response === undefined || invocation === undefined) return;
    this.#waiting = undefined;
    const headers = {
      "Content-Type": "application/json",
      "Lambda-Runtime-Aws-Request-Id": invocation.requestId,
      "Lambda-Runtime-Deadline-Ms": String(Date.now() + 3_000),
      "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:000000000000:function:hello",
      ...invocation.headers,
    };
    await this.#write(response, 200, headers, invocation.body);
  }

  async #write(response: ServerResponse, status: number, headers: Record<string, string>, text: string): Promise<void> {
    const body = Buffer.from(text);
    const { chunkBytes, pieceBytes, closesConnections } = this.#options;
    if (closesConnections === true) response.setHeader("Connection", "close");
    response.writeHead(status, chunkBytes === undefined ? { ...headers, "Content-Length": body.length } : headers);
    const size = chunkBytes ?? pieceBytes ?? body.length;
    if (pieceBytes !== undefined) response.flushHeaders();
    for (let at = 0; at < body.length; at += size) {
      if (pieceBytes !== undefined) await setImmediate();
      response.write(body.subarray(at, at + size));
    }
    response.end();
  }
}
