/** Plain connections, and how they become ordinary ones, as a client sees them. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OperationContext } from "../../../../src/aws/service.ts";
import { fakeService, startGateway } from "../fake-service.ts";
import { RawClient, requestHead } from "../raw-client.ts";

const echo = () =>
  fakeService({
    GetThing: async (input: object) => input,
    UploadThing: async ({ Body }: { readonly Body: AsyncIterable<Uint8Array> }) => ({ Stream: Body }),
  });

const request = (name: string, body: string): string => `${requestHead(name, `Content-Length: ${body.length}`)}${body}`;

describe("a plain connection", () => {
  test("answers with all that a client goes by", async () => {
    await using server = await startGateway([echo()], { open: true });
    using client = await RawClient.to(server.url);
    client.say(request("GetThing", '{"a":1}'));
    const answer = await client.hears(/\{"a":1\}$/);
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(answer, /\r\nContent-Type: application\/json\r\n/);
    assert.match(answer, /\r\nx-amzn-RequestId: [0-9a-f-]{36}\r\n/);
    assert.match(answer, /\r\nContent-Length: 7\r\n/);
    assert.match(answer, /\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n/);
    assert.match(answer, /\r\nConnection: keep-alive\r\nKeep-Alive: timeout=65\r\n/);
  });

  test("answers a stream in chunks", async () => {
    await using server = await startGateway([echo()], { open: true });
    using client = await RawClient.to(server.url);
    client.say(request("UploadThing", "0123456789abcdef"));
    const answer = await client.hears(/\r\n0\r\n\r\n$/);
    assert.match(answer, /\r\nTransfer-Encoding: chunked\r\n[^]*\r\n\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n$/);
  });

  test("ends with an answer that fails half-way", async () => {
    const heard = Promise.withResolvers<void>();
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("half");
      await heard.promise;
      throw new Error("no more");
    }
    const service = fakeService({ GetThing: async () => ({ Stream: failing() }) });
    await using server = await startGateway([service], { open: true });
    using client = await RawClient.to(server.url);
    client.say(request("GetThing", ""));
    await client.hears(/\r\n\r\n4\r\nhalf\r\n$/);
    heard.resolve();
    assert.match(await client.hearsOut(), /half\r\n$/);
  });

  test("answers requests that did not wait for their turn, one after the other", async () => {
    await using server = await startGateway([echo()], { open: true });
    using client = await RawClient.to(server.url);
    client.say(request("GetThing", '{"a":1}') + request("UploadThing", "b") + request("GetThing", '{"c":3}'));
    assert.match(await client.hears(/\{"c":3\}$/), /\{"a":1\}HTTP\/1\.1 200 [^]*\r\nb\r\n0\r\n\r\nHTTP\/1\.1 200 /);
  });

  test("reads no further ahead than 64 KiB, and loses nothing by it", async () => {
    await using server = await startGateway([echo()], { open: true });
    using client = await RawClient.to(server.url);
    const filler = request("GetThing", `{"x":"${"x".repeat(9_000)}"}`);
    client.say(filler.repeat(30) + request("GetThing", '{"last":1}'));
    const answers = await client.hears(/\{"last":1\}$/);
    assert.equal(answers.match(/HTTP\/1\.1 200 OK/g)?.length, 31);
  });

  test("closes when its client sends no more", async () => {
    await using server = await startGateway([echo()], { open: true });
    using client = await RawClient.to(server.url);
    client.say(request("GetThing", '{"a":1}'));
    await client.hears(/\{"a":1\}$/);
    client.socket.end();
    await client.hearsOut();
  });

  test("closes when nothing comes for too long", async () => {
    await using server = await startGateway([echo()], { open: true, limits: { keepAliveMs: 20 } });
    using client = await RawClient.to(server.url);
    assert.equal(await client.hearsOut(), "");
  });

  test("tells a stream that its client is gone, also while it waits for more", async () => {
    const ended = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    async function* waiting(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.alloc(8 * 1024 * 1024);
        await gone.promise;
        yield Buffer.from("nobody hears this");
      } finally {
        ended.resolve();
      }
    }
    const service = fakeService({
      GetThing: async (_input: object, { signal }: OperationContext) => {
        signal.addEventListener("abort", () => gone.resolve());
        return { Stream: waiting() };
      },
    });
    await using server = await startGateway([service], { open: true });
    using client = await RawClient.to(server.url);
    client.say(request("GetThing", ""));
    await client.hears(/200 OK/);
    client.socket.destroy();
    await ended.promise;
  });

  test("is broken off when its client does not take the answer", async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.alloc(65_536);
      } finally {
        ended.resolve();
      }
    }
    const ended = Promise.withResolvers<void>();
    const service = fakeService({ GetThing: async () => ({ Stream: endless() }) });
    await using server = await startGateway([service], { open: true, limits: { keepAliveMs: 20, silenceMs: 60 } });
    using client = await RawClient.to(server.url);
    client.socket.pause();
    client.say(request("GetThing", ""));
    await ended.promise;
  });
});

describe("a connection that turns out not to be plain", () => {
  test("is served all the same, from the first request that is not", async () => {
    await using server = await startGateway([echo()], { open: true });
    using client = await RawClient.to(server.url);
    const chunked = `${requestHead("GetThing", "Transfer-Encoding: chunked")}7\r\n{"b":2}\r\n0\r\n\r\n`;
    client.say(request("GetThing", '{"a":1}') + chunked + request("GetThing", '{"c":3}'));
    assert.match(await client.hears(/\{"c":3\}$/), /\{"a":1\}HTTP\/1\.1 200 [^]*\{"b":2\}HTTP\/1\.1 200 /);
  });

  test("may get its request in pieces", async () => {
    await using server = await startGateway([echo()], { open: true });
    using client = await RawClient.to(server.url);
    client.say(request("GetThing", '{"a":1}'));
    await client.hears(/\{"a":1\}$/);
    const text = request("GetThing", '{"b":2}');
    client.say(text.slice(0, 30));
    await client.settles();
    client.say(text.slice(30, -3));
    await client.settles();
    client.say(text.slice(-3));
    await client.hears(/\{"b":2\}$/);
  });

  test("may be for what is not the API's", async () => {
    await using server = await startGateway([echo()], { open: true });
    using client = await RawClient.to(server.url);
    client.say(`${request("GetThing", '{"a":1}')}GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await client.hears(/\{"a":1\}HTTP\/1\.1 200 OK[^]*"ready"/);
  });

  test("is told what is wrong with it", async () => {
    await using server = await startGateway([echo()], { open: true });
    using client = await RawClient.to(server.url);
    client.say(`${request("GetThing", '{"a":1}')}nonsense\r\n\r\n`);
    assert.match(await client.hearsOut(), /\{"a":1\}HTTP\/1\.1 400 Bad Request\r\n/);
  });
});
