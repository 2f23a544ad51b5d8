import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseSubscription } from "../../../../../../src/services/lambda/extensions/telemetry/parse-subscription.ts";

const VALID = {
  schemaVersion: "2022-07-01",
  types: ["platform", "function"],
  buffering: { maxItems: 1_000, maxBytes: 262_144, timeoutMs: 100 },
  destination: { protocol: "HTTP", URI: "http://sandbox.localdomain:8080/telemetry?a=b" },
};

const parse = (changes: object, api: "telemetry" | "logs" = "telemetry") =>
  parseSubscription(api, JSON.stringify({ ...VALID, ...changes }), { logsJson: false });

const problemsOf = (changes: object, api?: "telemetry" | "logs"): string => {
  const result = parse(changes, api);
  return "problems" in result ? result.problems : "none";
};

const to = (destination: object): string => problemsOf({ destination });

/** Names and bounds: https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html, read November 2026. */
describe("a subscription to telemetry", () => {
  test("says what, where to and how", () => {
    const subscription = parse({});
    assert("types" in subscription);
    const { types, buffering, destination } = subscription;
    assert.deepEqual(types, ["platform", "function"]);
    assert.deepEqual(buffering, { maxItems: 1_000, maxBytes: 262_144, timeoutMs: 100 });
    assert.deepEqual(destination, { protocol: "HTTP", port: 8080, path: "/telemetry?a=b", method: "POST" });
  });

  test("buffers as AWS does unless it says otherwise", () => {
    const subscription = parse({ buffering: undefined });
    assert("types" in subscription);
    assert.deepEqual(subscription.buffering, { maxItems: 10_000, maxBytes: 262_144, timeoutMs: 1_000 });
  });

  test("names everything that is wrong with it, in AWS's words", () => {
    const destination = { protocol: "HTTP", URI: "http://sandbox.localdomain" };
    assert.equal(problemsOf({ types: [], destination }), "types should not be empty; URI port is not provided");
  });

  test("keeps within the bounds of buffering", () => {
    assert.match(problemsOf({ buffering: { maxItems: 999 } }), /^maxItems should be between 1000 and 10000$/);
    assert.match(problemsOf({ buffering: { maxItems: 10_001 } }), /^maxItems/);
    assert.match(problemsOf({ buffering: { maxBytes: 262_143 } }), /^maxBytes should be between 262144 and 1048576$/);
    assert.match(problemsOf({ buffering: { maxBytes: 1_048_577 } }), /^maxBytes/);
    assert.match(problemsOf({ buffering: { timeoutMs: 24 } }), /^timeoutMs should be between 25 and 30000$/);
    assert.match(problemsOf({ buffering: { timeoutMs: 30_001 } }), /^timeoutMs/);
    assert.match(problemsOf({ buffering: { timeoutMs: "100" } }), /^timeoutMs/);
  });

  test("goes to a listener inside the sandbox, and not to the platform itself", () => {
    assert.equal(to({ protocol: "HTTP", URI: "http://sandbox:80" }), "none");
    assert.match(to({ protocol: "HTTP", URI: "http://example.com:8080" }), /^URI host should be sandbox.localdomain$/);
    assert.match(to({ protocol: "HTTP", URI: "https://sandbox.localdomain:8080" }), /^URI is not valid$/);
    assert.match(to({ protocol: "HTTP" }), /URI is not provided/);
    assert.match(to({ protocol: "UDP", port: 8080 }), /^protocol should be HTTP or TCP$/);
    assert.match(to({ protocol: "TCP", port: 9001 }), /^port 9001 is reserved$/);
    assert.match(to({ protocol: "TCP", port: 70_000 }), /^port is not provided$/);
  });

  test("goes by TCP to a port", () => {
    const subscription = parse({ destination: { protocol: "TCP", port: 8080 } });
    assert("types" in subscription);
    assert.deepEqual(subscription.destination, { protocol: "TCP", port: 8080 });
  });

  test("has one of the versions that its API knows, which only the Logs API takes for granted", () => {
    assert.equal(problemsOf({ schemaVersion: "2025-01-29" }), "none");
    assert.match(problemsOf({ schemaVersion: undefined }), /^schemaVersion should be one of \[2022-07-01, /);
    assert.equal(problemsOf({ schemaVersion: undefined }, "logs"), "none");
    assert.equal(problemsOf({ schemaVersion: "2021-03-18" }, "logs"), "none");
    assert.match(problemsOf({ schemaVersion: "2022-07-01" }, "logs"), /^schemaVersion should be one of \[2020-08-15, /);
  });

  test("names streams that there are", () => {
    assert.match(problemsOf({ types: ["platform", "everything"] }), /^types should be among \[platform, function, /);
  });

  test("is a JSON object", () => {
    const options = { logsJson: false };
    assert.deepEqual(parseSubscription("logs", "{", options), { problems: "request body is not a JSON object" });
    assert.deepEqual(parseSubscription("logs", "[]", options), { problems: "request body is not a JSON object" });
  });
});
