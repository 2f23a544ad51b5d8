import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { ServedService } from "../../../src/gateway/served-service.ts";
import { call, fakeService, startGateway } from "./fake-service.ts";
import { RawClient, requestHead } from "./raw-client.ts";

const MIB = 1024 * 1024;

const echo = (id = "things", signingName = "things"): ServedService =>
  fakeService(
    {
      Invoke: async (input: object) => input,
      CreateFunction: async (input: object) => ({ size: JSON.stringify(input).length }),
      GetThing: async (input: object) => input,
      UploadThing: async ({ Body }: { readonly Body: AsyncIterable<Uint8Array> }) => {
        let bytes = 0;
        for await (const piece of Body) bytes += piece.length;
        return { bytes };
      },
      UploadIgnored: async () => ({ ignored: true }),
      UploadBegun: async ({ Body }: { readonly Body: AsyncIterable<Uint8Array> }) => {
        for await (const piece of Body) return { begun: piece.length > 0 };
        return {};
      },
    },
    { id, signingName },
  );

describe("the size of a body", () => {
  test("is limited by default", async () => {
    await using server = await startGateway([echo()]);
    const response = await call(server.url, "GetThing", " ".repeat(10 * MIB + 1));
    assert.equal(response.status, 413);
    assert.deepEqual(await response.json(), {
      code: "RequestEntityTooLargeException",
      message: "Request must be smaller than 10485760 bytes for the GetThing operation",
      operationName: "GetThing",
    });
  });

  test("of a synchronous invocation may be 6 MB", async () => {
    await using server = await startGateway([echo("lambda")]);
    const exact = JSON.stringify({ a: "x".repeat(6 * MIB - 8) });
    assert.equal((await call(server.url, "Invoke", exact)).status, 200);
    const response = await call(server.url, "Invoke", `${exact} `);
    assert.equal(response.status, 413);
    assert.match(
      await response.text(),
      /"code":"RequestTooLargeException","message":"6291457 byte payload is too large for the RequestResponse invocation type \(limit 6291456 bytes\)"/,
    );
  });

  test("of an asynchronous invocation may be 1 MB", async () => {
    await using server = await startGateway([echo("lambda")]);
    const response = await call(server.url, "Invoke", " ".repeat(MIB + 1), { "x-amz-invocation-type": "Event" });
    assert.equal(response.status, 413);
    assert.match(await response.text(), /1048577 byte payload is too large for the Event invocation type/);
  });

  test("of a function's code may be 50 MB in base64", async () => {
    await using server = await startGateway([echo("lambda")]);
    const response = await call(server.url, "CreateFunction", JSON.stringify({ zip: "x".repeat(20 * MIB) }));
    assert.deepEqual(await response.json(), { size: 20 * MIB + 10 });
  });

  test("is refused by its announcement, before a byte is sent", async () => {
    await using server = await startGateway([echo()], { open: true });
    using client = await RawClient.to(server.url);
    client.say(requestHead("GetThing", "Content-Length: 99999999", "Expect: 100-continue"));
    const heard = await client.hearsOut();
    assert.match(heard, /^HTTP\/1\.1 413 [^]*smaller than/);
    assert.doesNotMatch(heard, /100 Continue/);
  });

  test("is refused as soon as an unannounced one passes the limit", async () => {
    await using server = await startGateway([echo()], { open: true });
    using client = await RawClient.to(server.url);
    client.say(requestHead("GetThing", "Transfer-Encoding: chunked"));
    client.say(`a00001\r\n${"x".repeat(10 * MIB + 1)}`);
    assert.match(await client.hears(/smaller than/), /^HTTP\/1\.1 413 /);
  });

  test("of a stream is not limited", async () => {
    await using server = await startGateway([echo()]);
    const response = await call(server.url, "UploadThing", "x".repeat(11 * MIB));
    assert.deepEqual(await response.json(), { bytes: 11 * MIB });
  });
});

describe("a body", () => {
  test("is asked for when the client waits for leave to send it", async () => {
    await using server = await startGateway([echo()], { open: true });
    using client = await RawClient.to(server.url);
    client.say(requestHead("GetThing", "Content-Length: 7", "Expect: 100-continue"));
    await client.hears(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    client.say('{"a":1}');
    assert.match(await client.hears(/\{"a":1\}$/), /HTTP\/1\.1 200 OK/);
  });

  test("that falls silent is given up", async () => {
    const limits = { bodyTimeouts: { idleMs: 1000, totalMs: 5000 } };
    await using server = await startGateway([echo()], { open: true, limits });
    using client = await RawClient.to(server.url);
    client.say(requestHead("GetThing", "Content-Length: 10"));
    client.say('{"a"');
    await until(() => server.clock.pending > 0);
    await server.clock.advance(1000);
    assert.match(await client.hears(/RequestTimeout/), /^HTTP\/1\.1 408 /);
  });

  test("that trickles is given up after its whole time", async () => {
    const limits = { bodyTimeouts: { idleMs: 1000, totalMs: 1500 } };
    await using server = await startGateway([echo()], { open: true, limits });
    using client = await RawClient.to(server.url);
    client.say(requestHead("GetThing", "Content-Length: 10"));
    await until(() => server.clock.pending > 0);
    await server.clock.advance(900);
    client.say("{");
    await server.clock.advance(600);
    assert.match(await client.hears(/RequestTimeout/), /^HTTP\/1\.1 408 /);
  });

  test("that streams and falls silent is given up too", async () => {
    const limits = { bodyTimeouts: { idleMs: 1000, totalMs: 5000 } };
    await using server = await startGateway([echo()], { open: true, limits });
    using client = await RawClient.to(server.url);
    client.say(requestHead("UploadThing", "Content-Length: 10"));
    await until(() => server.clock.pending > 0);
    await server.clock.advance(1000);
    assert.match(await client.hears(/RequestTimeout/), /^HTTP\/1\.1 408 /);
  });

  test("that the operation ignores does not hold up the connection", async () => {
    await using server = await startGateway([echo()], { open: true });
    using client = await RawClient.to(server.url);
    client.say(`${requestHead("UploadIgnored", "Content-Length: 1000000")}${"x".repeat(1_000_000)}`);
    await client.hears(/"ignored":true/);
    client.say(`${requestHead("GetThing", "Content-Length: 7")}{"a":1}`);
    await client.hears(/\{"a":1\}$/);
  });

  test("that the operation reads in part does not either", async () => {
    await using server = await startGateway([echo()], { open: true });
    using client = await RawClient.to(server.url);
    client.say(`${requestHead("UploadBegun", "Content-Length: 1000000")}${"x".repeat(1_000_000)}`);
    await client.hears(/"begun":true/);
    client.say(`${requestHead("GetThing", "Content-Length: 7")}{"a":1}`);
    await client.hears(/\{"a":1\}$/);
  });

  test("in chunks that the operation reads in part does not either", async () => {
    await using server = await startGateway([echo("things", "s3")], { open: true });
    using client = await RawClient.to(server.url);
    const chunk = `30d40\r\n${"x".repeat(200_000)}\r\n`;
    const marker = "X-Amz-Content-Sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    const head = requestHead("UploadBegun", `Content-Length: ${chunk.length * 2 + 5}`, marker);
    client.say(`${head}${chunk}${chunk}0\r\n\r\n`);
    await client.hears(/"begun":true/);
    client.say(`${requestHead("GetThing", "Content-Length: 7")}{"a":1}`);
    await client.hears(/\{"a":1\}$/);
  });

  test("is unpacked when it comes as gzip", async () => {
    await using server = await startGateway([echo()], { open: true });
    const response = await fetch(`${server.url}/things/GetThing`, {
      method: "POST",
      headers: { "content-encoding": "gzip" },
      body: gzipSync('{"a":1}'),
    });
    assert.deepEqual(await response.json(), { a: 1 });
  });

  test("that is a bomb or no gzip at all is refused", async () => {
    await using server = await startGateway([echo()], { open: true });
    const send = (body: Uint8Array<ArrayBuffer>): Promise<Response> =>
      fetch(`${server.url}/things/GetThing`, { method: "POST", headers: { "content-encoding": "gzip" }, body });
    assert.equal((await send(gzipSync(Buffer.alloc(11 * MIB)))).status, 413);
    assert.equal((await send(Buffer.from("nonsense"))).status, 400);
  });

  test("that does not match its checksum is refused", async () => {
    await using server = await startGateway([echo()]);
    const response = await call(server.url, "GetThing", "{}", { "x-amz-checksum-crc32": "AAAAAA==" });
    assert.equal(response.status, 400);
    assert.match(await response.text(), /BadDigest/);
  });
});

/** Lets the event loop turn until something outside of promises has happened. */
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
};
