"use strict";

const { Writable } = require("node:stream");
const { runtimeError, toPayload } = require("./errors.cjs");
const { headerSafe } = require("./runtime-api.cjs");

const HTTP_INTEGRATION = "application/vnd.awslambda.http-integration-response";
const CLOSED = new Error("The Runtime API closed the connection.");
/** Between the metadata of an HTTP answer and its body. */
const DELIMITER = Buffer.alloc(8);

/**
 * What a streaming handler writes its answer to: one chunked request to the Runtime API.
 * `finish` means that the platform has taken the whole answer.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
 */
class ResponseStream extends Writable {
  #api;
  #requestId;
  #contentType = "application/octet-stream";
  #socket = undefined;
  #onAnswered = undefined;
  #isAnswered = false;

  constructor(api, requestId, highWaterMark) {
    super(highWaterMark === undefined ? {} : { highWaterMark });
    this.#api = api;
    this.#requestId = requestId;
  }

  get hasBegun() {
    return this.#socket !== undefined;
  }

  setContentType(contentType) {
    if (this.hasBegun) throw runtimeError("InvalidStreamingOperation", "Cannot set content-type, too late.");
    this.#contentType = contentType;
  }

  /** PARITY: what is neither text nor bytes is written as JSON. */
  write(chunk, ...rest) {
    const isWritable = typeof chunk === "string" || chunk instanceof Uint8Array;
    return super.write(isWritable ? chunk : JSON.stringify(chunk), ...rest);
  }

  _write(chunk, _encoding, callback) {
    this.#begin();
    this.#writeChunk(chunk, callback);
  }

  _final(callback) {
    this.#begin();
    this.#finish("", callback);
  }

  _destroy(error, callback) {
    // What was begun and not ended must not be taken for the whole. Once it was answered, the socket is another's.
    if (!this.#isAnswered) this.#socket?.destroy();
    callback(error);
  }

  /** Ends an answer that has begun by telling what went wrong, behind what was written. */
  fail(error) {
    const payload = toPayload(error);
    const body = Buffer.from(JSON.stringify(payload)).toString("base64");
    const trailers =
      `Lambda-Runtime-Function-Error-Type: ${headerSafe(payload.errorType)}\r\n` +
      `Lambda-Runtime-Function-Error-Body: ${body}\r\n`;
    return new Promise((resolve) => {
      this.#finish(trailers, resolve);
    }).then(() => this.destroy());
  }

  #begin() {
    if (this.hasBegun) return;
    const headers =
      `Lambda-Runtime-Function-Response-Mode: streaming\r\nContent-Type: ${headerSafe(this.#contentType)}\r\n` +
      "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n";
    this.#socket = this.#api.beginResponse(this.#requestId, headers, (failure) => this.#answered(failure));
    // Set by HttpResponseStream.from.
    this._onBeforeFirstWrite?.((chunk) => this.#writeChunk(Buffer.from(chunk), () => {}));
  }

  /** The platform answers once, when it has the whole; a connection closed before is a failure. */
  #answered(failure) {
    this.#isAnswered = failure === undefined;
    if (this.#onAnswered !== undefined) this.#onAnswered(failure);
    else if (failure !== undefined) this.destroy(failure);
  }

  #writeChunk(chunk, callback) {
    if (chunk.length === 0) return callback();
    this.#socket.cork();
    this.#socket.write(`${chunk.length.toString(16)}\r\n`);
    this.#socket.write(chunk);
    this.#socket.write("\r\n", callback);
    return this.#socket.uncork();
  }

  #finish(trailers, onAnswered) {
    if (this.#socket.destroyed) return onAnswered(CLOSED);
    this.#onAnswered = onAnswered;
    this.#socket.ref();
    return this.#socket.write(`0\r\n${trailers}\r\n`);
  }
}

/** Puts status and headers of an HTTP answer before its body, for function URLs. */
const HttpResponseStream = {
  from(stream, metadata) {
    stream.setContentType(HTTP_INTEGRATION);
    stream._onBeforeFirstWrite = (write) => {
      write(JSON.stringify(metadata));
      write(DELIMITER);
    };
    return stream;
  },
};

module.exports = { ResponseStream, HttpResponseStream };
