import assert from "node:assert/strict";
import { createServer } from "node:http";
import { duplexPair } from "node:stream";
import { describe, test, type TestContext } from "node:test";
import { extensionsFixture, turn } from "../extensions-fixture.ts";

const TELEMETRY = "/2022-07-01/telemetry";
const LOGS = "/2020-08-15/logs";
const SUBSCRIPTION = {
  schemaVersion: "2022-07-01",
  types: ["platform", "function"],
  destination: { protocol: "HTTP", URI: "http://sandbox.localdomain:4243/events" },
};

/** An extension that has registered, and what arrives where it listens. */
const listening = async (context: TestContext) => {
  const fixture = extensionsFixture(context);
  const received: { readonly method: string; readonly url: string; readonly events: readonly { type: string }[] }[] =
    [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece: Buffer) => (body += piece.toString()));
    request.on("end", () => {
      received.push({ method: request.method ?? "", url: request.url ?? "", events: JSON.parse(body) as [] });
      response.end("OK");
    });
  });
  fixture.telemetry.reachBy((port) => {
    assert.equal(port, 4243);
    const [inside, outside] = duplexPair();
    server.emit("connection", inside);
    return Promise.resolve(outside);
  });
  context.after(() => fixture.telemetry[Symbol.dispose]());
  await fixture.extension.register("watch");
  return { ...fixture, received };
};

describe("PUT /telemetry and /logs", () => {
  test("are for extensions that have registered", async (context) => {
    const { extension } = extensionsFixture(context);
    assert.match((await extension.subscribe(TELEMETRY, SUBSCRIPTION)).body, /Extension.MissingExtensionIdentifier/);
  });

  test("bring what happens, and what happened before", async (context) => {
    const { extension, telemetry, clock, received, subscribed } = await listening(context);
    telemetry.publish({ timeMs: 0, type: "platform.initStart", record: {} });
    const answer = await extension.subscribe(TELEMETRY, SUBSCRIPTION);
    assert.deepEqual([answer.statusCode, answer.body], [200, '"OK"']);
    telemetry.publish({ timeMs: 0, type: "function", record: "hello" });
    await clock.advance(1_000);
    await turn();
    await turn();
    assert.deepEqual(
      received.map(({ method, url, events }) => [method, url, events.map(({ type }) => type)]),
      [["POST", "/events", ["platform.initStart", "function"]]],
    );
    assert.deepEqual(subscribed, [
      ["telemetry", { name: "watch", state: "Subscribed", types: ["platform", "function"] }],
    ]);
  });

  test("are asked twice as if once", async (context) => {
    const { extension, subscribed } = await listening(context);
    await extension.subscribe(TELEMETRY, SUBSCRIPTION);
    assert.equal((await extension.subscribe(TELEMETRY, SUBSCRIPTION)).statusCode, 200);
    assert.equal(subscribed.length, 1);
  });

  test("exclude each other", async (context) => {
    const { extension } = await listening(context);
    await extension.subscribe(TELEMETRY, SUBSCRIPTION);
    const { statusCode, body } = await extension.subscribe(LOGS, { ...SUBSCRIPTION, schemaVersion: "2020-08-15" });
    assert.equal(statusCode, 400);
    assert.equal(
      body,
      '{"errorMessage":"already subscribed to the Telemetry API","errorType":"Logs.ValidationError"}\n',
    );
  });

  test("say what is wrong with a subscription", async (context) => {
    const { extension } = await listening(context);
    const destination = { protocol: "HTTP", URI: "http://sandbox.localdomain" };
    const { statusCode, body } = await extension.subscribe(TELEMETRY, { ...SUBSCRIPTION, types: [], destination });
    assert.equal(statusCode, 400);
    assert.equal(
      body,
      '{"errorMessage":"types should not be empty; URI port is not provided","errorType":"ValidationError"}\n',
    );
  });

  test("close with the init phase", async (context) => {
    const { extension, telemetry } = await listening(context);
    telemetry.close();
    const refused = await extension.subscribe(TELEMETRY, SUBSCRIPTION);
    assert.deepEqual(
      [refused.statusCode, refused.body],
      [
        403,
        '{"errorMessage":"Telemetry API subscription is closed already","errorType":"Telemetry.SubscriptionClosed"}\n',
      ],
    );
    assert.match((await extension.subscribe(LOGS, SUBSCRIPTION)).body, /"Logs.SubscriptionClosed"/);
  });
});
