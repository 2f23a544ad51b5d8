"use strict";

const { connect } = require("node:net");
const { HttpResponseReader } = require("./http-response.cjs");

const BASE = "/2018-06-01/runtime";
/** Connections in a row that may be closed without an answer before the environment gives up. */
const MAX_CLOSED_CONNECTIONS = 5;

/**
 * The Runtime API over one kept-alive connection, one request at a time. Plain sockets rather than `node:http`:
 * it starts 5 to 20 ms sooner and costs a third per request. The connection holds the event loop only while an
 * answer is awaited, so that an empty loop means that the handler has nothing left to do.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
class RuntimeApi {
  #address;
  #host;
  #port;
  #socket = undefined;
  #reader = undefined;
  /** The request under way: its text and what to do with the answer. */
  #request = undefined;
  #closedConnections = 0;

  /** @param {string} address host:port */
  constructor(address) {
    const colon = address.lastIndexOf(":");
    this.#address = address;
    this.#host = address.slice(0, colon);
    this.#port = Number(address.slice(colon + 1));
  }

  get address() {
    return this.#address;
  }

  /** Waits for the next invocation, however long that takes. */
  async next() {
    const answer = await this.#send("GET", `${BASE}/invocation/next`);
    if (answer.status !== 200) throw new Error(`Failed to get next invocation. Http response code: ${answer.status}.`);
    return answer;
  }

  /** @param {string} json */
  async succeed(requestId, json) {
    const answer = await this.#send("POST", `${BASE}/invocation/${requestId}/response`, json);
    // The platform has told the caller already, for example that the response is too large.
    if (answer.status !== 202) {
      process.stderr.write(
        `LAMBDA_RUNTIME Failed to post handler success response. Http response code: ${answer.status}.\n`,
      );
    }
  }

  /** @param {{ errorType: string }} payload */
  async fail(requestId, payload) {
    await this.#send("POST", `${BASE}/invocation/${requestId}/error`, JSON.stringify(payload), payload.errorType);
  }

  /** @param {{ errorType: string }} payload */
  async failInit(payload) {
    await this.#send("POST", `${BASE}/init/error`, JSON.stringify(payload), payload.errorType);
  }

  #send(method, path, body = "", errorType) {
    const type = errorType === undefined ? "" : `Lambda-Runtime-Function-Error-Type: ${headerSafe(errorType)}\r\n`;
    const length =
      method === "GET" ? "" : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
    const text = `${method} ${path} HTTP/1.1\r\nHost: ${this.#address}\r\n${type}${length}\r\n${body}`;
    return new Promise((resolve, reject) => {
      this.#request = { text, resolve, reject };
      this.#write();
    });
  }

  #write() {
    const socket = (this.#socket ??= this.#connect());
    socket.ref();
    socket.write(this.#request.text);
  }

  #connect() {
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
    const reader = new HttpResponseReader();
    this.#reader = reader;
    socket.on("data", (bytes) => {
      const answer = reader.read(bytes);
      if (answer === undefined) return;
      socket.unref();
      this.#closedConnections = 0;
      const request = this.#request;
      this.#request = undefined;
      request?.resolve(answer);
    });
    let failure;
    socket.on("error", (error) => {
      failure = error;
    });
    socket.on("close", () => this.#onClose(socket, failure));
    return socket;
  }

  /**
   * An idle connection may be closed at any time; a request whose answer had not begun is sent again. Sending an
   * answer twice is harmless: the platform refuses the second.
   */
  #onClose(socket, failure) {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    const request = this.#request;
    if (request === undefined) return;
    this.#closedConnections += 1;
    if (this.#closedConnections < MAX_CLOSED_CONNECTIONS && !this.#reader.hasBegun) return this.#write();
    this.#request = undefined;
    request.reject(failure ?? new Error("The Runtime API closed the connection."));
  }
}

/** Error types come from user code; a line break in a header would end it. */
const headerSafe = (text) => String(text).replace(/[^\x20-\x7e]/g, "?");

module.exports = { RuntimeApi, BASE, headerSafe };
