import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { duplexPair } from "node:stream";
import { describe, test } from "node:test";
import { HttpConnection } from "../../../../../src/services/lambda/runtime-api/http-connection.ts";
import { FakeGuest } from "./fake-guest.ts";

/** A connection that answers each request with what it understood of it, and a client at its other end. */
const connect = () => {
  const seen: string[] = [];
  const [inside, outside] = duplexPair({ allowHalfOpen: false });
  const connection = new HttpConnection(outside as unknown as Socket, {
    onRequest: ({ method, path }, connection) => {
      let body = "";
      return {
        onBody: (bytes) => void (body += bytes.toString("latin1")),
        onEnd: () => {
          seen.push(`${method} ${path} ${body}`);
          connection.answer({ statusCode: 200, headers: "", body: Buffer.from(body) });
        },
        onAbort: () => void seen.push(`${method} ${path} aborted`),
      };
    },
  });
  return { client: new FakeGuest(inside), seen, connection };
};

/** A connection whose requests wait until the test answers them. */
const patient = () => {
  const waiting: string[] = [];
  const [inside, outside] = duplexPair({ allowHalfOpen: false });
  const connection = new HttpConnection(outside as unknown as Socket, {
    onRequest: ({ path }) => {
      waiting.push(path);
      return { onBody: () => undefined, onEnd: () => {}, onAbort: () => {} };
    },
  });
  return { client: new FakeGuest(inside), connection, waiting };
};

const answerOf = (body: string) => ({ statusCode: 200, headers: "", body: Buffer.from(body) });

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const sendByteByByte = async (client: FakeGuest, text: string): Promise<void> => {
  for (const character of text) {
    client.send(character);
    await turn();
  }
};

describe("a connection to the Runtime API", () => {
  test("is kept for the next request", async () => {
    const { client } = connect();
    assert.equal((await client.request("POST", "/a", "one")).body, "one");
    assert.equal((await client.request("POST", "/b", "two")).body, "two");
  });

  test("answers pipelined requests in order", async () => {
    const { client, seen } = connect();
    client.send("POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\noneGET /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\n\r\n");
    assert.equal((await client.receive()).body, "one");
    assert.equal((await client.receive()).statusCode, 200);
    assert.equal((await client.receive()).statusCode, 200);
    assert.deepEqual(seen, ["POST /a one", "GET /b ", "GET /c "]);
  });

  test("lets an answer that can wait go out with the next one, when that was asked for already", async () => {
    const { client, connection, waiting } = patient();
    client.send("POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\noneGET /b HTTP/1.1\r\n\r\n");
    await turn();
    connection.answerWithNext(answerOf("first"));
    await turn();
    assert.deepEqual(waiting, ["/a", "/b"]);
    assert.equal(client.received, "");
    connection.answer(answerOf("second"));
    assert.equal((await client.receive()).body, "first");
    assert.equal((await client.receive()).body, "second");
  });

  test("holds no answer back from a client that asked for nothing else", async () => {
    const { client, connection } = patient();
    client.send("POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\none\r\n");
    await turn();
    connection.answerWithNext(answerOf("at once"));
    assert.equal((await client.receive()).body, "at once");
  });

  test("understands a request that comes byte by byte", async () => {
    const { client } = connect();
    await sendByteByByte(client, "POST /a?b=c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    await sendByteByByte(client, "3\r\nabc\r\n2\r\nde\r\n0\r\nSome-Trailer: x\r\n\r\n");
    assert.equal((await client.receive()).body, "abcde");
    assert.equal((await client.request("POST", "/b", "after")).body, "after");
  });

  test("tells a client that asks first to go on", async () => {
    const { client } = connect();
    client.send("POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    assert.equal((await client.receive()).statusCode, 100);
    client.send("abc");
    assert.equal((await client.receive()).body, "abc");
  });

  test("is closed after the answer when the client says so", async () => {
    const { client } = connect();
    const answer = await client.request("GET", "/a", "", "Connection: close\r\n");
    assert.equal(answer.headers.get("Connection"), "close");
    await turn();
    assert.equal(client.isClosed, true);
  });

  test("is closed after the answer to HTTP/1.0", async () => {
    const { client } = connect();
    client.send("GET /a HTTP/1.0\r\n\r\n");
    assert.equal((await client.receive()).headers.get("Connection"), "close");
    await turn();
    assert.equal(client.isClosed, true);
  });

  test("is kept for a client of HTTP/1.0 that asks for it", async () => {
    const { client } = connect();
    client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assert.equal((await client.receive()).headers.get("Connection"), "keep-alive");
    assert.equal((await client.request("POST", "/b", "more")).body, "more");
  });

  test("forgives an empty line between requests", async () => {
    const { client } = connect();
    client.send("\r\nGET /a HTTP/1.1\r\n\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
    assert.equal((await client.receive()).statusCode, 200);
    assert.equal((await client.receive()).statusCode, 200);
  });

  test("takes a header of 1 MiB, as clients send stack traces in one", async () => {
    const { client } = connect();
    const header = `Lambda-Runtime-Function-XRay-Error-Cause: ${"x".repeat(1_048_000)}\r\n`;
    assert.equal((await client.request("POST", "/a", "traced", header)).body, "traced");
  });

  test("tells when the client goes away before the end of its request", async () => {
    const { client, seen } = connect();
    client.send("POST /a HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
    await turn();
    client.hangUp();
    await turn();
    assert.deepEqual(seen, ["POST /a aborted"]);
  });

  test("gives up on a client that sends without end", async () => {
    const { client, seen } = connect();
    client.send("POST /a HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n");
    client.send("x".repeat(17 * 1_048_576));
    await turn();
    await turn();
    assert.deepEqual(seen, ["POST /a aborted"]);
    assert.equal(client.isClosed, true);
  });
});

const statusOf = async (request: string): Promise<number> => {
  const { client, seen } = connect();
  client.send(request);
  const { statusCode } = await client.receive();
  await turn();
  assert.equal(client.isClosed, true);
  assert.equal(
    seen.some((line) => !line.endsWith("aborted")),
    false,
  );
  return statusCode;
};

describe("a malformed request", () => {
  test("no method", async () => assert.equal(await statusOf("/a HTTP/1.1\r\n\r\n"), 400));
  test("no version", async () => assert.equal(await statusOf("GET /a\r\n\r\n"), 400));
  test("another version", async () => assert.equal(await statusOf("GET /a HTTP/2.0\r\n\r\n"), 400));
  test("two spaces", async () => assert.equal(await statusOf("GET  /a HTTP/1.1\r\n\r\n"), 400));
  test("a path that is none", async () => assert.equal(await statusOf("GET a HTTP/1.1\r\n\r\n"), 400));
  test("bytes that are no request", async () => assert.equal(await statusOf("\x16\x03\x01\0\r\n\r\n"), 400));
  test("a header without a colon", async () => assert.equal(await statusOf("GET /a HTTP/1.1\r\nHost\r\n\r\n"), 400));
  test("a header without a name", async () => assert.equal(await statusOf("GET /a HTTP/1.1\r\n: x\r\n\r\n"), 400));
  test("a space in a header's name", async () =>
    assert.equal(await statusOf("GET /a HTTP/1.1\r\nContent-Length : 1\r\n\r\n"), 400));
  test("a folded header", async () => assert.equal(await statusOf("GET /a HTTP/1.1\r\nA: b\r\n c\r\n\r\n"), 400));
  test("a bare line feed in a header", async () =>
    assert.equal(await statusOf("GET /a HTTP/1.1\r\nA: b\nC: d\r\n\r\n"), 400));
  test("a null byte in a header", async () => assert.equal(await statusOf("GET /a HTTP/1.1\r\nA: \0\r\n\r\n"), 400));
  test("a negative length", async () =>
    assert.equal(await statusOf("POST /a HTTP/1.1\r\nContent-Length: -1\r\n\r\n"), 400));
  test("a length that is no number", async () =>
    assert.equal(await statusOf("POST /a HTTP/1.1\r\nContent-Length: 1x\r\n\r\n"), 400));
  test("a length beyond all numbers", async () =>
    assert.equal(await statusOf(`POST /a HTTP/1.1\r\nContent-Length: ${"9".repeat(20)}\r\n\r\n`), 400));
  test("two lengths", async () =>
    assert.equal(await statusOf("POST /a HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"), 400));
  test("a length and chunks", async () =>
    assert.equal(await statusOf("POST /a HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"), 400));
  test("another transfer encoding", async () =>
    assert.equal(await statusOf("POST /a HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"), 501));
  test("a chunk without a size", async () =>
    assert.equal(await statusOf("POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\r\n"), 400));
  test("a chunk with a negative size", async () =>
    assert.equal(await statusOf("POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n"), 400));
  test("a chunk longer than it says", async () =>
    assert.equal(await statusOf("POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n"), 400));
  test("a chunk line without end", async () =>
    assert.equal(await statusOf(`POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;${"x".repeat(2_000)}`), 400));
  test("a malformed trailer", async () =>
    assert.equal(await statusOf("POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nbad\r\n\r\n"), 400));
  test("a head without end", async () =>
    assert.equal(await statusOf(`GET /a HTTP/1.1\r\nA: ${"x".repeat(1_100_000)}`), 431));
  test("a request line without end", async () => assert.equal(await statusOf(`GET /${"x".repeat(1_100_000)}`), 431));
});
