"use strict";

const { connect } = require("node:net");
const { HttpResponseReader } = require("./http-response.cjs");

const BASE = "/2018-06-01/runtime";
/** Connections in a row that may be closed without an answer before the environment gives up. */
const MAX_CLOSED_CONNECTIONS = 5;
/** Holds most events at once; those that are longer come in pieces. */
const READ_BUFFER_BYTES = 65_536;
/** The platform's own. Extensions that stand between it and the runtime listen elsewhere. */
const PLATFORM_PORT = 9001;

/**
 * The Runtime API over one kept-alive connection. Plain sockets rather than `node:http`: it starts 5 to 20 ms sooner
 * and costs a third per request. The connection holds the event loop only while an answer is awaited, so that an
 * empty loop means that the handler has nothing left to do.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
class RuntimeApi {
  #address;
  #host;
  #port;
  #socket = undefined;
  #reader = undefined;
  /**
   * Requests whose answers are still to come, in order: their text, undefined where it was not kept, and what to do with
   * the answer.
   */
  #requests = [];
  #closedConnections = 0;
  /** A response that goes out with the request for the next invocation. */
  #unsent = "";
  /** The platform lets the connection be used on, as far as its last answer tells. */
  #isKept = false;

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
  next() {
    return new Promise((resolve, reject) => {
      const take = (answer) => (answer.status === 200 ? resolve(answer) : reject(noInvocation(answer.status)));
      this.#ask(this.#compose("GET", `${BASE}/invocation/next`), take, reject);
    });
  }

  /**
   * Sends a response. On a connection that is kept, nobody waits until it is taken: the request for the next
   * invocation, which must follow at once, takes it along in the same write and wakes the platform up only once.
   * @param {string} json
   */
  succeed(requestId, json) {
    const path = `${BASE}/invocation/${requestId}/response`;
    // A connection that is lost fails the request for the next invocation, too.
    if (!this.#isKept) return this.#send("POST", path, json).then(checkTaken, ignore);
    const text = this.#compose("POST", path, json);
    this.#requests.push({ text, resolve: checkTaken, reject: ignore });
    this.#unsent += text;
    return undefined;
  }

  /**
   * Begins a response that is written bit by bit, to the socket that is given back: of this connection where it is kept,
   * else of one for it alone. Nobody else may use the connection before the answer.
   * @param {(failure: Error | undefined) => void} onAnswered told once when the platform has answered, or cannot
   */
  beginResponse(requestId, headers, onAnswered) {
    const isAlone = !this.#isKept;
    const api = isAlone ? new RuntimeApi(this.#address) : this;
    const socket = (api.#socket ??= api.#connect());
    const resolve = () => {
      if (isAlone) socket.end();
      onAnswered(undefined);
    };
    api.#requests.push({ text: undefined, resolve, reject: onAnswered });
    // An answer that nobody goes on writing does not keep the event loop busy.
    socket.unref();
    socket.write(
      `POST ${BASE}/invocation/${requestId}/response HTTP/1.1\r\nHost: ${this.#address}\r\n${headers}` +
        "Transfer-Encoding: chunked\r\n\r\n",
    );
    return socket;
  }

  /** @param {{ errorType: string }} payload */
  async fail(requestId, payload) {
    await this.#send("POST", `${BASE}/invocation/${requestId}/error`, JSON.stringify(payload), payload.errorType);
  }

  /** @param {{ errorType: string }} payload */
  async failInit(payload, errorType = payload.errorType) {
    await this.#send("POST", `${BASE}/init/error`, JSON.stringify(payload), errorType);
  }

  /** Waits until a snapshot of this process was taken and goes on somewhere: it resolves there. */
  async restoreNext() {
    const { status } = await this.#send("GET", `${BASE}/restore/next`);
    if (status !== 200) throw new Error(`Failed to be restored. Http response code: ${status}.`);
  }

  /** @param {{ errorType: string }} payload */
  async failRestore(payload, errorType) {
    await this.#send("POST", `${BASE}/restore/error`, JSON.stringify(payload), errorType);
  }

  #send(method, path, body, errorType) {
    return new Promise((resolve, reject) => {
      this.#ask(this.#compose(method, path, body, errorType), resolve, reject);
    });
  }

  #compose(method, path, body = "", errorType) {
    const type = errorType === undefined ? "" : `Lambda-Runtime-Function-Error-Type: ${headerSafe(errorType)}\r\n`;
    const length =
      method === "GET" ? "" : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
    return `${method} ${path} HTTP/1.1\r\nHost: ${this.#address}\r\n${type}${length}\r\n${body}`;
  }

  #ask(text, resolve, reject) {
    this.#requests.push({ text, resolve, reject });
    this.#write(this.#unsent + text);
  }

  #write(text) {
    this.#unsent = "";
    this.#socket ??= this.#connect();
    this.#socket.ref();
    this.#socket.write(text);
  }

  #connect() {
    // Read into one buffer again and again: what Node.js does by default is a buffer and an event for each piece.
    const callback = (length, buffer) => {
      this.#read(socket, buffer, length);
      return true;
    };
    const onread = { buffer: Buffer.allocUnsafeSlow(READ_BUFFER_BYTES), callback };
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true, onread });
    this.#reader = new HttpResponseReader();
    let failure;
    socket.on("error", (error) => {
      failure = error;
    });
    socket.on("close", () => this.#onClose(socket, failure));
    return socket;
  }

  #read(socket, bytes, end) {
    for (let at = 0; at < end;) {
      const answer = this.#reader.read(bytes, at, end);
      if (answer === undefined) return;
      at = answer.end;
      // An extension in between may take a request before it has passed on the one before.
      this.#isKept = this.#port === PLATFORM_PORT && answer.headers.get("connection")?.toLowerCase() !== "close";
      this.#closedConnections = 0;
      const request = this.#requests.shift();
      if (this.#requests.length === 0) socket.unref();
      request?.resolve(answer);
    }
  }

  /**
   * An idle connection may be closed at any time; requests whose answer had not begun are sent again. Sending an
   * answer twice is harmless: the platform refuses the second. One that was written bit by bit is lost.
   */
  #onClose(socket, failure) {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    this.#unsent = "";
    if (this.#requests.length === 0) return;
    this.#closedConnections += 1;
    const isOver = this.#reader.hasBegun || this.#closedConnections >= MAX_CLOSED_CONNECTIONS;
    const error = failure ?? new Error("The Runtime API closed the connection.");
    const requests = this.#requests.splice(0);
    for (const { text, reject } of requests) if (isOver || text === undefined) reject(error);
    if (!isOver) this.#requests = requests.filter(({ text }) => text !== undefined);
    if (this.#requests.length > 0) this.#write(this.#requests.map(({ text }) => text).join(""));
  }
}

const ignore = () => {};

const noInvocation = (status) => new Error(`Failed to get next invocation. Http response code: ${status}.`);

const checkTaken = ({ status }) => {
  // The platform has told the caller already, for example that the response is too large.
  if (status === 202) return;
  process.stderr.write(`LAMBDA_RUNTIME Failed to post handler success response. Http response code: ${status}.\n`);
};

/** Error types come from user code; a line break in a header would end it. */
const headerSafe = (text) => String(text).replace(/[^\x20-\x7e]/g, "?");

module.exports = { RuntimeApi, BASE, headerSafe };
