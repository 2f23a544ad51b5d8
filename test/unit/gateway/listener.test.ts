import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, test } from "node:test";
import type { OperationContext, RawRoute } from "../../../src/aws/service.ts";
import { fakeService, startGateway } from "./fake-service.ts";
import { RawClient, requestHead } from "./raw-client.ts";

const thing = () => fakeService({ GetThing: async () => ({ Name: "thing" }) });

describe("a client that does not speak proper HTTP", () => {
  test("is told 400 and hung up on", async () => {
    await using server = await startGateway([thing()], { open: true });
    using client = await RawClient.to(server.url);
    client.say("\x16\x03\x01 this is TLS\r\n\r\n");
    assert.match(await client.hearsOut(), /^HTTP\/1\.1 400 Bad Request\r\n/);
  });

  test("is told 431 when its headers have no end", async () => {
    await using server = await startGateway([thing()], { open: true });
    using client = await RawClient.to(server.url);
    client.say(`GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${"x".repeat(40_000)}`);
    assert.match(await client.hearsOut(), /^HTTP\/1\.1 431 /);
  });

  test("is told 408 when its headers do not come", async () => {
    const limits = { headersTimeoutMs: 20 };
    await using server = await startGateway([thing()], { open: true, limits });
    using client = await RawClient.to(server.url);
    client.say("GET / HTTP/1.1\r\nHost: local");
    assert.match(await client.hearsOut(), /^HTTP\/1\.1 408 /);
  });

  test("is told 400 when a chunk has no size", async () => {
    await using server = await startGateway([thing()], { open: true });
    using client = await RawClient.to(server.url);
    client.say(`${requestHead("GetThing", "Transfer-Encoding: chunked")}zz\r\n`);
    assert.match(await client.hearsOut(), /^HTTP\/1\.1 400 /);
  });

  test("is told 400 when two lengths contradict each other", async () => {
    await using server = await startGateway([thing()], { open: true });
    using client = await RawClient.to(server.url);
    client.say(`${requestHead("GetThing", "Transfer-Encoding: chunked", "Content-Length: 3")}0\r\n\r\n`);
    assert.match(await client.hearsOut(), /^HTTP\/1\.1 400 /);
  });

  test("cannot put anything into an answer by its Host header", async () => {
    await using server = await startGateway([thing()], { open: true });
    using client = await RawClient.to(server.url);
    client.say("POST /things/GetThing HTTP/1.1\r\nHost: evil/path?x\r\n\r\n");
    assert.match(await client.hears(/malformed/), /^HTTP\/1\.1 400 /);
  });

  test("does not disturb the next client", async () => {
    await using server = await startGateway([thing()], { open: true });
    using broken = await RawClient.to(server.url);
    broken.say("nonsense\r\n\r\n");
    await broken.hearsOut();
    assert.equal((await fetch(`${server.url}/things/GetThing`, { method: "POST" })).status, 200);
  });
});

test("requests sent without waiting are answered in order", async () => {
  await using server = await startGateway([thing()], { open: true });
  using client = await RawClient.to(server.url);
  client.say(`${requestHead("GetThing")}${requestHead("NoThing")}${requestHead("GetThing")}`);
  const statuses = (await client.hears(/(thing"}[^]*){2}/)).match(/HTTP\/1\.1 \d+/g);
  assert.deepEqual(statuses, ["HTTP/1.1 200", "HTTP/1.1 404", "HTTP/1.1 200"]);
});

test("a client that goes away aborts its operation", async () => {
  const aborted = Promise.withResolvers<unknown>();
  const started = Promise.withResolvers<void>();
  const service = fakeService({
    GetThing: async (_input: object, { signal }: OperationContext) => {
      started.resolve();
      await once(signal, "abort");
      aborted.resolve(signal.reason);
      return {};
    },
  });
  await using server = await startGateway([service], { open: true });
  using client = await RawClient.to(server.url);
  client.say(requestHead("GetThing"));
  await started.promise;
  client.socket.destroy();
  assert.match(String(await aborted.promise), /client closed the connection/);
});

describe("/health", () => {
  test("answers 200 when ready", async () => {
    await using server = await startGateway([thing()]);
    const response = await fetch(`${server.url}/health`);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { status: "ready" });
  });

  test("answers 503 before that, as does every operation", async () => {
    await using server = await startGateway([thing()], {}, { ready: false });
    assert.equal((await fetch(`${server.url}/health`)).status, 503);
    assert.equal((await fetch(`${server.url}/things/GetThing`, { method: "POST" })).status, 503);
  });

  test("takes no other method", async () => {
    await using server = await startGateway([thing()]);
    assert.equal((await fetch(`${server.url}/health`, { method: "HEAD" })).status, 200);
    const response = await fetch(`${server.url}/health`, { method: "DELETE" });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get("allow"), "GET, HEAD");
  });
});

describe("a raw route", () => {
  const download: RawRoute = {
    method: "GET",
    pathPrefix: "/_lambkin/code/",
    handle: async (incoming, outgoing) => void outgoing.end(`code of ${incoming.url}`),
  };
  const service = () => {
    const served = thing();
    return { ...served, service: { ...served.service, routes: [download] } };
  };

  test("is served by its prefix and method", async () => {
    await using server = await startGateway([service()]);
    const response = await fetch(`${server.url}/_lambkin/code/f`);
    assert.equal(await response.text(), "code of /_lambkin/code/f");
    assert.equal((await fetch(`${server.url}/_lambkin/code/f`, { method: "POST" })).status, 404);
    assert.equal((await fetch(`${server.url}/_lambkin/other`)).status, 404);
  });

  test("that fails tells nothing but that it did", async () => {
    const served = thing();
    const broken: RawRoute = { ...download, handle: () => Promise.reject(new Error("secret internals")) };
    const service = { ...served, service: { ...served.service, routes: [broken] } };
    await using server = await startGateway([service]);
    const response = await fetch(`${server.url}/_lambkin/code/f`);
    assert.equal(response.status, 500);
    assert.deepEqual(await response.json(), { message: "Internal Server Error" });
  });

  test("is not served to connections from sandboxes, which reach the operations alone", async () => {
    await using server = await startGateway([service()], { open: true });
    const sandboxListener = createServer((socket) => server.gateway.acceptConnection(socket));
    sandboxListener.listen(0, "127.0.0.1");
    await once(sandboxListener, "listening");
    const address = sandboxListener.address();
    assert.ok(typeof address === "object" && address !== null);
    const url = `http://127.0.0.1:${address.port}`;
    assert.equal((await fetch(`${url}/_lambkin/code/f`)).status, 404);
    assert.equal((await fetch(`${url}/things/GetThing`, { method: "POST" })).status, 200);
    await server.gateway.drain({ timeoutMs: 0 });
    sandboxListener.close();
    await once(sandboxListener, "close");
  });
});

const post = (url: string, ...headers: string[]): Promise<string> => {
  const head = ["POST /things/GetThing HTTP/1.1", ...headers, "Content-Length: 0", "Connection: close", "", ""];
  return RawClient.to(url).then((client) => {
    client.say(head.join("\r\n"));
    return client.hearsOut();
  });
};

describe("an open server", () => {
  test("listens on loopback only", async () => {
    await using server = await startGateway([thing()], { open: true });
    await assert.rejects(server.gateway.listen({ host: "0.0.0.0", port: 0 }), { code: "OPEN_NEEDS_LOOPBACK" });
  });

  test("refuses web pages of other sites", async () => {
    await using server = await startGateway([thing()], { open: true });
    const { host } = new URL(server.url);
    assert.match(await post(server.url, `Host: ${host}`, "Origin: https://evil.example"), / 403 /);
    assert.match(await post(server.url, `Host: ${host}`, "Sec-Fetch-Site: cross-site"), / 403 /);
    assert.match(await post(server.url, `Host: ${host}`, `Origin: ${server.url}`), / 200 /);
  });

  test("refuses names that others may have pointed at it, unless they are allowed", async () => {
    await using server = await startGateway([thing()], { open: true, allowedHosts: ["lambkin.test"] });
    assert.match(await post(server.url, "Host: evil.example"), / 403 /);
    assert.match(await post(server.url, "Host: lambkin.test:4566"), / 200 /);
    assert.match(await post(server.url, "Host: things.localhost:4566"), / 200 /);
  });
});

test("an address that is taken is the operator's to mend", async () => {
  await using first = await startGateway([thing()]);
  const port = Number(new URL(first.url).port);
  await assert.rejects(startGateway([thing()], {}, { port }), { code: "LISTEN_FAILED", remedy: /--port/ });
});

test("a request that turns out broken does not garble the answer that is on its way", async () => {
  const release = Promise.withResolvers<void>();
  async function* answer(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("half of it");
    await release.promise;
  }
  const service = fakeService({ UploadThing: async () => ({ Stream: answer() }) });
  await using server = await startGateway([service], { open: true });
  using client = await RawClient.to(server.url);
  client.say(`${requestHead("UploadThing", "Transfer-Encoding: chunked")}1\r\nx\r\n`);
  await client.hears(/half of it/);
  client.say("zz\r\n");
  assert.doesNotMatch(await client.hearsOut(), /400/);
  release.resolve();
});
