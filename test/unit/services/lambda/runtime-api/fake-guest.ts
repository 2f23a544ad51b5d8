import type { Duplex } from "node:stream";
import { Discard } from "../../../../../src/services/lambda/runtime-api/receivers.ts";
import type { ExtensionRoutes } from "../../../../../src/services/lambda/runtime-api/routes.ts";

export interface GuestAnswer {
  readonly statusCode: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** A runtime of few words: speaks the Runtime API over one connection, one request at a time. */
export class FakeGuest {
  readonly #connection: Duplex;
  #received = "";
  #wake: (() => void) | undefined;
  #isClosed = false;

  constructor(connection: Duplex) {
    this.#connection = connection;
    connection.on("data", (chunk: Buffer) => {
      this.#received += chunk.toString("latin1");
      this.#wake?.();
    });
    // Written to a connection that is gone: `receive` tells.
    connection.on("error", () => {});
    connection.on("end", () => this.#close());
    connection.on("close", () => this.#close());
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** What came and was not read by `receive`. */
  get received(): string {
    return this.#received;
  }

  next(): Promise<GuestAnswer> {
    return this.request("GET", "/2018-06-01/runtime/invocation/next");
  }

  /** Asks without waiting for the answer. */
  askNext(): void {
    this.send("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n\r\n");
  }

  respond(requestId: string, body: string): Promise<GuestAnswer> {
    return this.request("POST", `/2018-06-01/runtime/invocation/${requestId}/response`, body);
  }

  fail(requestId: string, errorType: string, body: string): Promise<GuestAnswer> {
    const headers = `Lambda-Runtime-Function-Error-Type: ${errorType}\r\n`;
    return this.request("POST", `/2018-06-01/runtime/invocation/${requestId}/error`, body, headers);
  }

  initError(errorType: string, body: string): Promise<GuestAnswer> {
    const headers = `Lambda-Runtime-Function-Error-Type: ${errorType}\r\n`;
    return this.request("POST", "/2018-06-01/runtime/init/error", body, headers);
  }

  request(method: string, path: string, body = "", headers = ""): Promise<GuestAnswer> {
    const length = method === "GET" ? "" : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    this.send(`${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:9001\r\n${headers}${length}\r\n${body}`);
    return this.receive();
  }

  send(text: string): void {
    this.#connection.write(text);
  }

  hangUp(): void {
    this.#connection.destroy();
  }

  /** Reads one answer. */
  async receive(): Promise<GuestAnswer> {
    const head = await this.#take((text) => {
      const end = text.indexOf("\r\n\r\n");
      return end < 0 ? undefined : end + 4;
    });
    const [statusLine = "", ...lines] = head.trimEnd().split("\r\n");
    const headers = new Map(
      lines.map((line): [string, string] => [line.split(":", 1)[0] ?? "", line.slice(line.indexOf(":") + 1).trim()]),
    );
    const length = Number(headers.get("Content-Length") ?? 0);
    const body = await this.#take((text) => (text.length < length ? undefined : length));
    return { statusCode: Number(statusLine.split(" ")[1]), headers, body };
  }

  #close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  async #take(measure: (text: string) => number | undefined): Promise<string> {
    for (;;) {
      const length = measure(this.#received);
      if (length !== undefined) {
        const taken = this.#received.slice(0, length);
        this.#received = this.#received.slice(length);
        return taken;
      }
      if (this.#isClosed) throw new Error(`The connection was closed after: ${this.#received}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/** Stands in for the extensions wing: says what it was asked for. */
export const echoingExtensions: ExtensionRoutes = {
  onRequest: (route, _head, connection) =>
    new Discard(connection, { statusCode: 200, headers: "", body: Buffer.from(route) }),
};
