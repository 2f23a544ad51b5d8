import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RequestReader } from "../../../../../src/services/lambda/runtime-api/request-reader.ts";

const STREAM =
  "GET /first?query HTTP/1.1\r\nHost: a\r\n\r\n" +
  "POST /second HTTP/1.1\r\nContent-Length: 11\r\n\r\nhello\r\nbody" +
  "POST /third HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" +
  "5;x=y\r\nhello\r\n1\r\n \r\nb\r\nchunked\r\n\r\n\r\n0\r\nTrailer-One: 1\r\nTrailer-Two: 2\r\n\r\n" +
  "POST /fourth HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
  "\r\nGET /fifth HTTP/1.0\r\n\r\n";

const REQUESTS = [
  "GET /first [] {}",
  "POST /second [hello\r\nbody] {}",
  "POST /third [hello chunked\r\n\r\n] {trailer-one=1,trailer-two=2}",
  "POST /fourth [] {}",
  "GET /fifth [] {}",
];

/** What a reader makes of a stream that arrives in these pieces. Bodies are put together only at the end. */
const requestsOf = (pieces: readonly string[]): readonly string[] => {
  const reader = new RequestReader();
  const requests: { head: string; body: Buffer[]; trailers: string }[] = [];
  for (const piece of pieces) {
    reader.push(Buffer.from(piece, "latin1"));
    for (let part = reader.read(); part !== undefined; part = reader.read()) {
      const request = requests.at(-1);
      if (part.kind === "head")
        requests.push({ head: `${part.head.method} ${part.head.path}`, body: [], trailers: "" });
      else if (part.kind === "body") request?.body.push(part.bytes);
      else if (request !== undefined) request.trailers = [...part.trailers].map((pair) => pair.join("=")).join(",");
    }
  }
  return requests.map(({ head, body, trailers }) => `${head} [${Buffer.concat(body).toString()}] {${trailers}}`);
};

describe("RequestReader", () => {
  test("reads one request after the other", () => {
    assert.deepEqual(requestsOf([STREAM]), REQUESTS);
  });

  test("reads the same wherever the stream is cut in two", () => {
    const cuts = Array.from(STREAM, (_, index) => [STREAM.slice(0, index), STREAM.slice(index)]);
    assert.deepEqual(
      cuts.map((pieces) => requestsOf(pieces)),
      cuts.map(() => REQUESTS),
    );
  });

  test("takes no header lines for others that are nearly the same", () => {
    const stream =
      "POST /1 HTTP/1.1\r\nContent-Length: 1\r\n\r\na" +
      "POST /2 HTTP/1.1\r\nContent-Length: 2\r\n\r\nbc" +
      "POST /3 HTTP/1.1\r\nContent-Length: 1\r\n\r\nd";
    assert.deepEqual(requestsOf([stream]), ["POST /1 [a] {}", "POST /2 [bc] {}", "POST /3 [d] {}"]);
  });

  test("reads a head that is longer than most", () => {
    const head = `GET /long HTTP/1.1\r\nCookie: ${"x".repeat(5_000)}\r\n\r\n`;
    assert.deepEqual(requestsOf([head + head]), ["GET /long [] {}", "GET /long [] {}"]);
  });

  test("reads the same byte by byte", () => {
    assert.deepEqual(requestsOf(Array.from(STREAM)), REQUESTS);
  });
});
