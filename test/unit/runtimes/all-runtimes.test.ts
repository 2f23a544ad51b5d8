import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OperatorError } from "../../../src/base/operator-error.ts";
import { AllRuntimes, createRuntimes } from "../../../src/runtimes/all-runtimes.ts";
import type { Runtime, RuntimeAvailability, RuntimeFamily } from "../../../src/runtimes/contract.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const runtime: Runtime = {
  identifier: "test1",
  version: "test:1.v0",
  source: "/here",
  launch: () => ({ command: ["/bin/true"], mounts: [], environment: {} }),
};
const signal = new AbortController().signal;

/** A family of one runtime. */
const family = (found: RuntimeAvailability, more: Partial<RuntimeFamily> = {}): RuntimeFamily => ({
  name: "provided",
  identifiers: ["test1"],
  find: () => Promise.resolve(found),
  refresh: () => {},
  ...more,
});
const giveUp = () => Promise.reject(new Error("aborted"));
const noNetwork = new OperatorError({ code: "RUNTIME_FETCH_FAILED", message: "No network.", remedy: "Plug it in." });

describe("Runtimes", () => {
  test("gives a runtime that is ready", async () => {
    const runtimes = new AllRuntimes([family({ kind: "ready", runtime })], new FakeClock());
    assert.equal(await runtimes.prepare("test1", { signal }), runtime);
  });

  test("fetches one that is not here", async () => {
    const fetchable = {
      kind: "fetchable",
      version: "test:1.v0",
      source: "afar",
      fetch: () => Promise.resolve(runtime),
    } as const;
    const runtimes = new AllRuntimes([family(fetchable)], new FakeClock());
    assert.equal(await runtimes.prepare("test1", { signal }), runtime);
    assert.deepEqual(await runtimes.list(), [
      { identifier: "test1", family: "provided", status: "fetchable", version: "test:1.v0", source: "afar" },
    ]);
  });

  test("says what to do about one that is missing", async () => {
    const missing = { kind: "missing", reason: "There is none.", remedy: "Install it." } as const;
    const runtimes = new AllRuntimes([family(missing)], new FakeClock());
    await assert.rejects(runtimes.prepare("test1", { signal }), (error) => {
      assert.ok(error instanceof OperatorError);
      assert.equal(error.code, "RUNTIME_MISSING");
      assert.equal(error.message, "The runtime test1 is not on this host. There is none.");
      assert.equal(error.remedy, "Install it.");
      return true;
    });
  });

  test("goes without the SDK when it cannot be fetched, and asks again only after a while", async () => {
    const clock = new FakeClock();
    let attempts = 0;
    const complete = () => {
      attempts += 1;
      return Promise.reject(noNetwork);
    };
    const runtimes = new AllRuntimes([family({ kind: "ready", runtime }, { complete })], clock);
    const messages: string[] = [];
    const onProgress = (message: string) => messages.push(message);
    assert.equal(await runtimes.prepare("test1", { signal, onProgress }), runtime);
    assert.deepEqual(messages, ["test1 goes without the AWS SDK for now. No network. Plug it in."]);
    await runtimes.prepare("test1", { signal });
    assert.equal(attempts, 1);
    await clock.advance(5 * 60_000);
    await runtimes.prepare("test1", { signal });
    assert.equal(attempts, 2);
    runtimes.refresh();
    await runtimes.prepare("test1", { signal });
    assert.equal(attempts, 3);
  });

  test("passes on an abort while the SDK is fetched", async () => {
    const giving = family({ kind: "ready", runtime }, { complete: giveUp });
    const runtimes = new AllRuntimes([giving], new FakeClock());
    await assert.rejects(runtimes.prepare("test1", { signal }), /aborted/);
  });

  test("knows every identifier of AWS's once, and says what replaces the retired ones", async () => {
    const runtimes = createRuntimes({ directory: "/nonexistent", architecture: "x64", clock: new FakeClock() });
    const listed = (await runtimes.list()).map(({ identifier }) => identifier);
    assert.equal(new Set(listed).size, listed.length);
    assert.deepEqual(await runtimes.find("nodejs18.x"), {
      kind: "missing",
      reason: "AWS has retired it.",
      remedy: "Use nodejs24.x.",
    });
    assert.deepEqual(await runtimes.find("constructor"), {
      kind: "missing",
      reason: "AWS Lambda has no runtime of that name.",
      remedy: "Choose one that `lambkin runtimes` lists.",
    });
  });

  test("leaves no identifier of AWS's own model without an answer of its own", async () => {
    const { Runtime: identifiers } = await import("@aws-sdk/client-lambda");
    const runtimes = createRuntimes({ directory: "/nonexistent", architecture: "x64", clock: new FakeClock() });
    const found = await Promise.all(Object.values(identifiers).map((identifier) => runtimes.find(identifier)));
    const reasons = found.map((availability) => (availability.kind === "missing" ? availability.reason : ""));
    assert.equal(reasons.includes("AWS Lambda has no runtime of that name."), false);
  });
});
