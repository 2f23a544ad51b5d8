import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { describe, test } from "node:test";
import type { OperationContext } from "../../../src/aws/service.ts";
import type { Gateway } from "../../../src/gateway/gateway.ts";
import { fakeService, startGateway } from "./fake-service.ts";
import { RawClient, requestHead } from "./raw-client.ts";

/** An operation that tells when it has begun and ends when it is let go. */
const heldOperation = () => {
  const started = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  const service = fakeService({
    GetThing: async (_input: object, context: OperationContext) => {
      context.signal.addEventListener("abort", () => aborted.resolve());
      started.resolve();
      await released.promise;
      return { Name: "thing" };
    },
    PutThing: async () => ({}),
  });
  return { service, started: started.promise, release: released.resolve, aborted: aborted.promise };
};

/** A server with a request under way that is not answered before it is let go. */
const serverWithHeldRequest = async () => {
  await using stack = new AsyncDisposableStack();
  const held = heldOperation();
  const { gateway, clock, url } = stack.use(await startGateway([held.service], { open: true }));
  const client = stack.use(await RawClient.to(url));
  client.say(requestHead("GetThing"));
  await held.started;
  const owned = stack.move();
  return { ...held, gateway, clock, url, client, [Symbol.asyncDispose]: () => owned.disposeAsync() };
};

/** A listener as there is one in every sandbox. */
const listenInSandbox = async (gateway: Gateway): Promise<{ readonly url: string } & AsyncDisposable> => {
  const listener = createServer((socket) => gateway.acceptConnection(socket));
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => listener.close(() => resolve())),
  };
};

describe("drain", () => {
  test("finishes running requests, then closes their connections", async () => {
    await using server = await serverWithHeldRequest();
    const drained = server.gateway.drain({ timeoutMs: 10_000 });
    server.release();
    await drained;
    assert.match(await server.client.hearsOut(), /HTTP\/1\.1 200 OK[^]*"thing"/);
    assert.equal(server.clock.pending, 0);
  });

  test("does not wait for a client that went away while its operation ran", async () => {
    await using server = await serverWithHeldRequest();
    server.client.socket.destroy();
    await server.aborted;
    server.release();
    await server.gateway.drain({ timeoutMs: 10_000 });
  });

  test("accepts no more connections", async () => {
    await using server = await startGateway([heldOperation().service]);
    await server.gateway.drain({ timeoutMs: 10_000 });
    await assert.rejects(RawClient.to(server.url), { code: "ECONNREFUSED" });
  });

  test("closes idle connections at once", async () => {
    await using server = await startGateway([heldOperation().service]);
    using client = await RawClient.to(server.url);
    client.say("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await client.hears(/"ready"/);
    await server.gateway.drain({ timeoutMs: 10_000 });
    await client.hearsOut();
  });

  test("says that it is draining to those still connected", async () => {
    await using server = await serverWithHeldRequest();
    using late = await RawClient.to(server.url);
    late.say("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    await late.settles();
    const drained = server.gateway.drain({ timeoutMs: 10_000 });
    late.say("1\r\n\r\n");
    assert.match(await late.hears(/"draining"/), /^HTTP\/1\.1 503 [^]*Connection: close/);
    server.release();
    await drained;
  });

  test("lets running functions call back until they are done", async () => {
    await using server = await serverWithHeldRequest();
    await using sandbox = await listenInSandbox(server.gateway);
    const drained = server.gateway.drain({ timeoutMs: 10_000 });
    using guest = await RawClient.to(sandbox.url);
    guest.say(requestHead("PutThing"));
    assert.match(await guest.hearsOut(), /^HTTP\/1\.1 200 /);
    server.release();
    await drained;
  });

  test("lets work that is no request call back until it is done, and waits for it", async () => {
    await using server = await startGateway([heldOperation().service], { open: true });
    await using sandbox = await listenInSandbox(server.gateway);
    const work = Promise.withResolvers<void>();
    const drained = server.gateway.drain({ timeoutMs: 10_000, work: work.promise });
    using guest = await RawClient.to(sandbox.url);
    guest.say(requestHead("PutThing"));
    assert.match(await guest.hearsOut(), /^HTTP\/1\.1 200 /);
    work.resolve();
    await drained;
  });

  test("waits for such work no longer than for requests", async () => {
    await using server = await startGateway([heldOperation().service]);
    const drained = server.gateway.drain({ timeoutMs: 10_000, work: new Promise(() => undefined) });
    await server.clock.advance(10_000);
    await drained;
  });

  test("breaks off what is still running when its time is up", async () => {
    await using server = await serverWithHeldRequest();
    const drained = server.gateway.drain({ timeoutMs: 10_000 });
    await server.clock.advance(10_000);
    await drained;
    assert.equal(await server.client.hearsOut(), "");
    await server.aborted;
    server.release();
  });

  test("breaks off at once when asked a second time", async () => {
    await using server = await serverWithHeldRequest();
    const drained = server.gateway.drain({ timeoutMs: 10_000 });
    await server.gateway.drain({ timeoutMs: 10_000 });
    await drained;
    await server.aborted;
    server.release();
  });
});
