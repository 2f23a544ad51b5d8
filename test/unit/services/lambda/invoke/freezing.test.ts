import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { invocation, invokerFixture, settle } from "./invoker-fixture.ts";

describe("an idle environment", () => {
  test("is frozen after a moment, and thawed before its next invocation", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context);
    await invoker.invoke(invocation());
    await settle();
    const { calls } = backend.sandbox(0);
    await clock.advance(9);
    assert.equal(calls.includes("freeze"), false);
    await clock.advance(1);
    assert.deepEqual(calls.slice(-2), ["freeze", "peakMemoryMiB"]);
    await invoker.invoke(invocation({ requestId: "2" }));
    assert.equal(calls.at(-1), "thaw");
  });

  test("is not frozen between invocations that follow each other at once", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context);
    await invoker.invoke(invocation());
    await settle();
    await clock.advance(9);
    await invoker.invoke(invocation({ requestId: "2" }));
    await settle();
    await clock.advance(9);
    assert.deepEqual(backend.sandbox(0).calls, ["throttleCpu", "peakMemoryMiB"]);
  });

  test("ends when it cannot be frozen", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context);
    await invoker.invoke(invocation());
    await settle();
    backend.sandbox(0).failOn = "freeze";
    await clock.advance(10);
    assert.equal(backend.sandbox(0).calls.at(-1), "dispose");
    await invoker.invoke(invocation({ requestId: "2" }));
    assert.equal(backend.created.length, 2);
  });

  test("ends when its process does, and is not used again", async (context) => {
    const { invoker, backend } = invokerFixture(context);
    await invoker.invoke(invocation());
    await settle();
    backend.sandbox(0).exit({ exitCode: 0 });
    await settle();
    assert.equal(backend.sandbox(0).calls.at(-1), "dispose");
    await invoker.invoke(invocation({ requestId: "2" }));
    assert.equal(backend.created.length, 2);
  });
});
