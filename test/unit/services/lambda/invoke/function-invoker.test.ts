import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { invocation, invokerFixture, settle, text } from "./invoker-fixture.ts";

describe("FunctionInvoker", () => {
  test("runs a function and gives its answer to the caller", async (context) => {
    const { invoker } = invokerFixture(context);
    const result = await invoker.invoke(invocation());
    assert.equal(text(result.payload), '{"a":1}');
    assert.equal(result.executedVersion, "$LATEST");
    assert.equal(result.functionError, undefined);
    assert.equal(result.logTail, undefined);
  });

  test("uses an idle environment again", async (context) => {
    const { invoker, backend } = invokerFixture(context);
    await invoker.invoke(invocation());
    await settle();
    await invoker.invoke(invocation({ requestId: "2" }));
    assert.equal(backend.created.length, 1);
  });
});
