import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually } from "./eventually.ts";
import { extensionProgram } from "./extension-program.ts";
import { realInvoker, text } from "./real-invoker.ts";

const HELLO = {
  "index.js": "console.log('loading'); exports.handler = async () => { console.log('handling'); return 'hello'; };",
};

describe("an external extension in a real sandbox", () => {
  test("registers before the runtime starts, hears of invocations, and of the end", async (context) => {
    const { define, defineLayer, invoke, invoker, logs } = await realInvoker(context);
    const layer = await defineLayer({ "extensions/watch": extensionProgram({ name: "watch" }) });
    const hello = await define(HELLO, { layers: [layer] });
    assert.equal(text((await invoke(hello, {}, { requestId: "one" })).payload), '"hello"');
    assert.equal(text((await invoke(hello, {}, { requestId: "two" })).payload), '"hello"');
    await invoker.retire("hello", undefined);
    await eventually(() => logs.lines.some((line) => line.includes("SHUTDOWN SPINDOWN")));
    assert.deepEqual(
      logs.lines.filter((line) => line.startsWith("[watch]")),
      [
        '[watch] registered 200 {"functionName":"hello","functionVersion":"$LATEST","handler":"index.handler"}',
        "[watch] event INVOKE one",
        "[watch] event INVOKE two",
        "[watch] event SHUTDOWN SPINDOWN",
      ],
    );
    const [, registered, loading, extension, start] = logs.lines;
    assert.match(registered ?? "", /registered/);
    assert.match(loading ?? "", /loading/);
    assert.equal(extension, "EXTENSION\tName: watch\tState: Ready\tEvents: [INVOKE,SHUTDOWN]");
    assert.equal(start, "START RequestId: one Version: $LATEST");
  });
});
