import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { guardAgainstLoops } from "../../../../../src/services/lambda/invoke/loop-guard.ts";
import { ARN, LambdaControl } from "../../../../support/lambda-control.ts";

/** What an SDK inside a function passes on: the header of the function's own invocation. */
const headerOf = (control: LambdaControl): string | undefined => control.invoker.invocations.at(-1)?.traceHeader;

describe("a function that invokes itself and waits", () => {
  test("runs sixteen times", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.call("Invoke", { FunctionName: "hello" });
    for (let turns = 1; turns < 16; turns += 1) {
      await control.call("Invoke", { FunctionName: "hello" }, { traceHeader: headerOf(control) });
    }
    await assert.rejects(control.call("Invoke", { FunctionName: "hello" }, { traceHeader: headerOf(control) }), {
      code: "RecursiveInvocationException",
      statusCode: 400,
    });
    assert.equal(control.invoker.invocations.length, 16);
  });

  test("runs on when its owner allows it", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.call("PutFunctionRecursionConfig", { FunctionName: "hello", RecursiveLoop: "Allow" });
    await control.call("Invoke", { FunctionName: "hello" });
    for (let turns = 1; turns < 40; turns += 1) {
      await control.call("Invoke", { FunctionName: "hello" }, { traceHeader: headerOf(control) });
    }
    assert.equal(control.invoker.invocations.length, 40);
  });
});

describe("an invoker that guards against loops", () => {
  test("asks whether loops are allowed only when there is one", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.call("Invoke", { FunctionName: "hello" });
    const [invocation = assert.fail("nothing was invoked")] = control.invoker.invocations;
    const asked: string[] = [];
    const loops: string[] = [];
    const guarded = guardAgainstLoops(control.invoker, {
      allowsLoops: async (functionName) => {
        asked.push(functionName);
        return false;
      },
      onLoop: ({ invokedFunctionArn }) => void loops.push(invokedFunctionArn),
    });
    await guarded.invoke({ ...invocation, traceHeader: undefined });
    assert.deepEqual(asked, []);
    await assert.rejects(guarded.invoke({ ...invocation, traceHeader: "Lineage=16:2cf24dba:15" }));
    assert.deepEqual(asked, ["hello"]);
    assert.deepEqual(loops, [`${ARN}:hello`]);
  });
});
