import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { WebRequest } from "../../../src/aws/service.ts";
import { metricsPage } from "../../../src/server/metrics-page.ts";

const LOCAL: WebRequest = {
  requestId: "r",
  method: "GET",
  path: "/metrics",
  query: "",
  headers: {},
  sourceIp: "127.0.0.1",
  origin: "network",
  signal: new AbortController().signal,
  readBody: () => Promise.resolve(new Uint8Array()),
  authenticate: () => Promise.reject(new Error("not asked for")),
};

/** Status of the answer to a request that differs from a local one. */
const statusOf = async (
  change: Partial<WebRequest>,
  { host = "localhost:4566", token = "" }: { readonly host?: string; readonly token?: string } = {},
) => {
  const page = metricsPage({ families: () => [], token });
  const answer = await page.find(host, "/metrics")?.({ ...LOCAL, ...change });
  return answer?.status;
};

describe("/metrics without a token", () => {
  test("is for programs of this machine", async () => {
    assert.equal(await statusOf({}), 200);
    assert.equal(await statusOf({ sourceIp: "::ffff:127.0.0.1" }, { host: "127.0.0.1:4566" }), 200);
    assert.equal(await statusOf({ sourceIp: "192.0.2.7" }), 403);
  });

  test("is not for functions, whose connections come from a loopback of their own", async () => {
    assert.equal(await statusOf({ origin: "guest" }), 403);
  });

  test("is not for a web page that made its own name lead here", async () => {
    assert.equal(await statusOf({}, { host: "attacker.example:4566" }), 403);
  });
});

describe("/metrics with a token", () => {
  test("is for whoever shows it, from anywhere", async () => {
    const token = "secret";
    const authorized = { headers: { authorization: "Bearer secret" } };
    assert.equal(await statusOf({ ...authorized, sourceIp: "192.0.2.7" }, { token, host: "server.example" }), 200);
    assert.equal(await statusOf({}, { token }), 401);
    assert.equal(await statusOf({ headers: { authorization: "Bearer wrong!" } }, { token }), 401);
  });
});

describe("/metrics", () => {
  test("is only read, and nothing beside it", async () => {
    assert.equal(await statusOf({ method: "POST" }), 405);
    assert.equal(metricsPage({ families: () => [], token: "" }).find("localhost", "/metrics/more"), undefined);
  });
});
