import assert from "node:assert/strict";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import type { Authorizer } from "../../../src/aws/authorizer.ts";
import { ServiceException } from "../../../src/aws/service-exception.ts";
import type { WebHandler, WebRequest } from "../../../src/aws/service.ts";
import { type Logger, silentLogger } from "../../../src/base/log.ts";
import { RequestCounters } from "../../../src/gateway/request-metrics.ts";
import { signRequest } from "../../../src/protocol/sigv4/sign-request.ts";
import { CREDENTIALS, fakeService, NOW_MS, startGateway } from "./fake-service.ts";
import { RawClient } from "./raw-client.ts";

const HOST = "site.example";

/** A service that answers whatever is sent to `site.example`. */
const site = (handle: WebHandler) => {
  const things = fakeService({ GetThing: async () => ({ Name: "thing" }) });
  const route = { name: "Site", find: (host: string) => (host === HOST ? handle : undefined) };
  return { ...things, service: { ...things.service, webRoutes: [route] } };
};

const send = (
  url: string,
  options: {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Record<string, string | string[]>;
  } = {},
  body = "",
): Promise<{ status: number | undefined; headers: Record<string, unknown>; body: string }> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(url);
    const { headers = {}, ...rest } = options;
    const sent = request({ host: "127.0.0.1", port, agent: false, ...rest, headers: { host: HOST, ...headers } });
    sent.on("response", (incoming) => {
      text(incoming).then(
        (received) => resolve({ status: incoming.statusCode, headers: incoming.headers, body: received }),
        reject,
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });

const signed = (path: string, body: string, secretAccessKey = CREDENTIALS.secretAccessKey) => ({
  path,
  method: "POST",
  headers: signRequest(
    { method: "POST", path, query: "", headers: { host: HOST }, body },
    { credentials: { ...CREDENTIALS, secretAccessKey }, region: "us-east-1", signingName: "things", nowMs: NOW_MS },
  ),
});

const ACTION = { operationName: "VisitSite", input: { Site: "one" }, maxBodyBytes: 100 };

const whoami: WebHandler = async (incoming) => {
  const { principal, accessKeyId } = await incoming.authenticate(ACTION);
  return { status: 200, headers: {}, body: `${principal.arn} ${accessKeyId}` };
};

const echo: WebHandler = async (incoming) => ({ status: 200, headers: {}, body: await incoming.readBody(4) });

async function* half(): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from("half");
  throw new ServiceException({ code: "Broken", message: "", statusCode: 502 });
}

async function* zeros(): AsyncGenerator<Uint8Array, void, undefined> {
  for (;;) yield Buffer.alloc(1_048_576);
}

const halfway: WebHandler = async () => ({ status: 200, headers: {}, body: half() });

describe("a request to what a service serves on the web", () => {
  test("reaches it as it was sent, whatever the path", async () => {
    let seen: WebRequest | undefined;
    const handle: WebHandler = async (incoming) => {
      seen = incoming;
      return { status: 207, headers: { "x-a": "1", "set-cookie": ["a=1", "b=2"] }, body: await incoming.readBody(100) };
    };
    await using server = await startGateway([site(handle)]);
    const headers = { "X-Many": ["1", "2"] };
    const answer = await send(server.url, { method: "PATCH", path: "/health%2F?a=%20", headers }, "body");
    assert.deepEqual([answer.status, answer.body], [207, "body"]);
    assert.deepEqual(answer.headers["set-cookie"], ["a=1", "b=2"]);
    assert.deepEqual([seen?.method, seen?.path, seen?.query], ["PATCH", "/health%2F", "a=%20"]);
    assert.equal(seen?.headers["x-many"], "1,2");
    assert.equal(seen?.sourceIp, "127.0.0.1");
    assert.equal((await send(server.url, { path: "/health" })).status, 207);
  });

  test("keeps cookies apart when they come in several lines, and headers with names that objects have", async () => {
    let seen: WebRequest | undefined;
    const handle: WebHandler = async (incoming) => {
      seen = incoming;
      return { status: 204, headers: {}, body: "" };
    };
    await using server = await startGateway([site(handle)]);
    using client = await RawClient.to(server.url);
    const lines = ["GET / HTTP/1.1", `Host: ${HOST}`, "Cookie: a=1,5", "cookie: b=2", "Constructor: c"];
    client.say([...lines, "", ""].join("\r\n"));
    await client.hears(/\r\n\r\n/);
    assert.equal(seen?.headers["cookie"], "a=1,5; b=2");
    assert.equal(seen?.headers["constructor"], "c");
  });

  test("is told from those to the API and to the server itself", async () => {
    await using server = await startGateway([site(async () => ({ status: 207, headers: {}, body: "" }))]);
    assert.equal((await send(server.url, { path: "/health", headers: { host: "localhost" } })).status, 200);
    const toApi = { method: "POST", path: "/things/GetThing", headers: { host: "localhost" } };
    assert.equal((await send(server.url, toApi)).status, 403);
  });

  test("is found by its path also when a proxy names the host before it", async () => {
    const targets: string[] = [];
    const things = site(echo);
    const route = { name: "Site", find: (_host: string, target: string) => void targets.push(target) };
    await using server = await startGateway([{ ...things, service: { ...things.service, webRoutes: [route] } }]);
    await send(server.url, { path: `http://${HOST}/a?b` });
    assert.deepEqual(targets, ["/a?b"]);
  });

  test("may bring a body up to a limit", async () => {
    await using server = await startGateway([site(echo)]);
    assert.equal((await send(server.url, { method: "POST" }, "1234")).status, 200);
    const refused = await send(server.url, { method: "POST" }, "12345");
    assert.equal(refused.status, 413);
    assert.equal(refused.body, '{"Message":"Request must be smaller than 4 bytes"}');
  });

  test("may be asked who signed it", async () => {
    await using server = await startGateway([site(whoami)]);
    const answer = await send(server.url, signed("/a", "body"), "body");
    assert.equal(answer.body, "arn:aws:iam::000000000000:user/alice AKIAEXAMPLE");
    const unsigned = await send(server.url);
    assert.deepEqual(
      [unsigned.status, unsigned.headers["x-amzn-errortype"]],
      [403, "MissingAuthenticationTokenException"],
    );
    const forged = await send(server.url, signed("/a", "body", "wrong"), "body");
    assert.equal(forged.headers["x-amzn-errortype"], "InvalidSignatureException");
    const altered = await send(server.url, signed("/a", "body"), "nobody");
    assert.equal(altered.headers["x-amzn-errortype"], "InvalidSignatureException");
  });

  test("is allowed or not by whoever decides about access", async () => {
    const asked: unknown[] = [];
    const authorizer: Authorizer = {
      authorize: ({ caller: _caller, ...rest }) => {
        asked.push(rest);
        throw new ServiceException({ code: "AccessDeniedException", message: "no", statusCode: 403 });
      },
    };
    await using server = await startGateway([site(whoami)], { authorizer });
    assert.equal((await send(server.url, signed("/a", "body"), "body")).body, '{"Message":"no"}');
    assert.deepEqual(asked, [{ serviceId: "things", operationName: "VisitSite", input: { Site: "one" } }]);
  });

  test("acts as root on an open server, but not for a web page", async () => {
    await using server = await startGateway([site(whoami)], { open: true, allowedHosts: [HOST] });
    assert.equal((await send(server.url)).body, "arn:aws:iam::000000000000:root undefined");
    const page = await send(server.url, { headers: { origin: "https://example.com" } });
    assert.equal(page.status, 403);
  });

  test("that fails on a bug is told nothing but that", async () => {
    await using server = await startGateway([site(() => Promise.reject(new Error("secret")))]);
    const { status, body } = await send(server.url);
    assert.equal(status, 500);
    assert.doesNotMatch(body, /secret/);
  });

  test("is broken off with an answer that breaks off, and counted once", async () => {
    const metrics = new RequestCounters();
    const errors: unknown[] = [];
    const logger = Object.assign(Object.create(silentLogger) as Logger, {
      error: (line: unknown) => errors.push(line),
    });
    await using server = await startGateway([site(halfway)], { metrics, logger });
    await assert.rejects(send(server.url), { code: "ECONNRESET" });
    const [count] = metrics.snapshot();
    assert.deepEqual([count?.serviceId, count?.operationName, count?.count], ["things", "Site", 1]);
    assert.deepEqual(errors, [], "which is no bug of the server");
  });

  test("is given up when its client takes nothing of the answer", async () => {
    const limits = { silenceMs: 50 };
    const gone = Promise.withResolvers<void>();
    const endless: WebHandler = async ({ signal }) => {
      signal.addEventListener("abort", () => gone.resolve());
      return { status: 200, headers: {}, body: zeros() };
    };
    await using server = await startGateway([site(endless)], { limits });
    using client = await RawClient.to(server.url);
    client.socket.pause();
    client.say(`GET / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    await gone.promise;
  });

  test("tells when its client goes away", async () => {
    const gone = Promise.withResolvers<void>();
    const handle: WebHandler = async ({ signal }) => {
      signal.addEventListener("abort", () => gone.resolve());
      await gone.promise;
      return { status: 200, headers: {}, body: "" };
    };
    await using server = await startGateway([site(handle)]);
    using client = await RawClient.to(server.url);
    client.say(`GET / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    await client.settles();
    client.socket.destroy();
    await gone.promise;
  });
});
