import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { json, realInvoker, text } from "./real-invoker.ts";

describe("a function in a real sandbox", () => {
  test("runs a handler of Node.js, and again in the same environment", async (context) => {
    const { define, invoke, records } = await realInvoker(context);
    const hello = await define({
      "index.js": "let n = 0; exports.handler = async (event) => ({ hello: event.name, count: ++n });",
    });
    const first = await invoke(hello, { name: "first" }, { wantsLogTail: true });
    const second = await invoke(hello, { name: "second" }, { wantsLogTail: true });
    assert.deepEqual(json(first), { hello: "first", count: 1 });
    assert.deepEqual(json(second), { hello: "second", count: 2 });
    assert.match(text(first.logTail), /^START RequestId: .*\nEND RequestId: .*\nREPORT .*Init Duration: /);
    assert.doesNotMatch(text(second.logTail), /Init Duration/);
    assert.deepEqual(
      records.map((record) => record.isColdStart),
      [true, false],
    );
  });
});
