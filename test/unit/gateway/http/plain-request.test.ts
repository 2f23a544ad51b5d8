import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readPlainRequest } from "../../../../src/gateway/http/plain-request.ts";

const read = (...lines: string[]) => readPlainRequest(Buffer.from(lines.join("\r\n"), "latin1"));

describe("a plain request", () => {
  test("is taken apart", () => {
    const request = read(
      "POST /a/b%20c?d=e&f HTTP/1.1",
      "Host: x",
      "X-Amz-Date:\t 1 2  ",
      "Content-Length: 2",
      "",
      "{}",
    );
    assert.deepEqual(request?.head, {
      method: "POST",
      path: "/a/b%20c",
      query: "d=e&f",
      headers: { host: "x", "x-amz-date": "1 2", "content-length": "2" },
    });
    assert.equal(request?.target, "/a/b%20c?d=e&f");
    assert.equal(Buffer.from(request?.body ?? []).toString(), "{}");
  });

  test("needs no body", () => {
    assert.equal(read("GET / HTTP/1.1", "Host: x", "", "")?.body.byteLength, 0);
  });

  test("ends where the next one begins", () => {
    const text = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n\r\n\r\n";
    assert.equal(readPlainRequest(Buffer.from(`${text}GET / HTTP/1.1\r\n`))?.byteLength, text.length);
  });

  test("may say that the connection is to be kept", () => {
    assert.ok(read("GET / HTTP/1.1", "Host: x", "Connection: Keep-Alive", "", ""));
  });

  test("may have a header without a value", () => {
    assert.equal(read("GET / HTTP/1.1", "Host: x", "X-Empty:", "", "")?.head.headers["x-empty"], "");
  });
});

describe("left to the complete parser is", () => {
  test("a head that is not whole", () => {
    assert.equal(read("GET / HTTP/1.1", "Host: x", ""), undefined);
    assert.equal(read("GET / HT"), undefined);
  });

  test("a body that is not whole", () => {
    assert.equal(read("POST / HTTP/1.1", "Host: x", "Content-Length: 3", "", "{}"), undefined);
  });

  test("a body without a plain length", () => {
    assert.equal(read("POST / HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", "", "0", "", ""), undefined);
    assert.equal(read("POST / HTTP/1.1", "Host: x", "Content-Length: +2", "", "{}"), undefined);
    assert.equal(read("POST / HTTP/1.1", "Host: x", "Content-Length: 0x2", "", "{}"), undefined);
    assert.equal(read("POST / HTTP/1.1", "Host: x", "Content-Length:", "", "{}"), undefined);
    assert.equal(read("POST / HTTP/1.1", "Host: x", "Content-Length: 2, 2", "", "{}"), undefined);
  });

  test("a header that comes twice", () => {
    assert.equal(read("POST / HTTP/1.1", "Host: x", "Content-Length: 2", "content-length: 3", "", "{}}"), undefined);
    assert.equal(read("GET / HTTP/1.1", "Host: x", "Host: y", "", ""), undefined);
  });

  test("a header that every object seems to have", () => {
    assert.equal(read("GET / HTTP/1.1", "Host: x", "__proto__: y", "", ""), undefined);
    assert.equal(read("GET / HTTP/1.1", "Host: x", "Constructor: y", "", ""), undefined);
  });

  test("what asks for more than an answer", () => {
    assert.equal(read("POST / HTTP/1.1", "Host: x", "Expect: 100-continue", "", ""), undefined);
    assert.equal(read("GET / HTTP/1.1", "Host: x", "Upgrade: websocket", "", ""), undefined);
    assert.equal(read("GET / HTTP/1.1", "Host: x", "Connection: close", "", ""), undefined);
    assert.equal(read("GET / HTTP/1.1", "Host: x", "Set-Cookie: a", "", ""), undefined);
    assert.equal(read("CONNECT / HTTP/1.1", "Host: x", "", ""), undefined);
  });

  test("another version, a host that is missing, a target that is no path", () => {
    assert.equal(read("GET / HTTP/1.0", "Host: x", "", ""), undefined);
    assert.equal(read("GET / HTTP/1.1", "Accept: x", "", ""), undefined);
    assert.equal(read("GET http://x/ HTTP/1.1", "Host: x", "", ""), undefined);
    assert.equal(read("OPTIONS * HTTP/1.1", "Host: x", "", ""), undefined);
    assert.equal(read("GET /#a HTTP/1.1", "Host: x", "", ""), undefined);
  });

  test("every line that somebody could read in another way", () => {
    assert.equal(read("GET / HTTP/1.1", "Host: x", " folded", "", ""), undefined);
    assert.equal(read("GET / HTTP/1.1", "Host: x", "A : b", "", ""), undefined);
    assert.equal(read("GET / HTTP/1.1", "Host: x", "A: b\nContent-Length: 2", "", ""), undefined);
    assert.equal(read("GET / HTTP/1.1", "Host: x", "A: b\rc", "", ""), undefined);
    assert.equal(read("GET / HTTP/1.1", "Host: x", "A: \0", "", ""), undefined);
    assert.equal(read("GET / HTTP/1.1", "Host: x", "A: \xe9", "", ""), undefined);
    assert.equal(read("GET / HTTP/1.1", "Host: x", "no colon", "", ""), undefined);
    assert.equal(read("GET / HTTP/1.1", "Host: x", ": no name", "", ""), undefined);
    assert.equal(read("GET  / HTTP/1.1", "Host: x", "", ""), undefined);
    assert.equal(read("", "GET / HTTP/1.1", "Host: x", "", ""), undefined);
  });

  test("a head of more than 16 KiB", () => {
    assert.ok(read("GET / HTTP/1.1", "Host: x", `A: ${"x".repeat(16_000)}`, "", ""));
    assert.equal(read("GET / HTTP/1.1", "Host: x", `A: ${"x".repeat(17_000)}`, "", ""), undefined);
  });
});
