import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { json, realInvoker, text } from "./real-invoker.ts";
import { shellBootstrap } from "./shell-bootstrap.ts";

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

  test("runs a handler of Python", async (context) => {
    const { define, invoke } = await realInvoker(context);
    const files = { "index.py": 'def handler(event, context):\n    return {"hello": event["name"]}\n' };
    const hello = await define(files, { runtime: "python3.11" });
    assert.deepEqual(json(await invoke(hello, { name: "you" })), { hello: "you" });
  });

  test("runs any program that speaks the Runtime API", async (context) => {
    const { define, invoke } = await realInvoker(context);
    const hello = await define({ bootstrap: shellBootstrap("$EVENT") }, { runtime: "provided.al2023" });
    assert.equal(text((await invoke(hello, { name: "you" })).payload), '{"name":"you"}');
    assert.equal(text((await invoke(hello, { name: "again" })).payload), '{"name":"again"}');
  });

  test("serves twenty callers at once in environments of their own", async (context) => {
    const { define, invoke, logs } = await realInvoker(context);
    const handler = `exports.handler = async ({ ms }) => new Promise((resolve) => setTimeout(resolve, ms, process.env.AWS_LAMBDA_LOG_STREAM_NAME));`;
    const slow = await define({ "index.js": handler }, { timeoutSeconds: 60 });
    const results = await Promise.all(Array.from({ length: 20 }, () => invoke(slow, { ms: 8_000 })));
    const streams = new Set(results.map((result) => text(result.payload)));
    assert.equal(streams.size, 20);
    assert.equal(logs.streamCount, 20);
  });

  test("lets a running invocation finish when its function is updated, and serves the next by the new code", async (context) => {
    const { define, invoke, invoker } = await realInvoker(context);
    const before = await define({
      "index.js": `exports.handler = async () => new Promise((resolve) => setTimeout(resolve, 500, "old"));`,
    });
    const running = invoke(before);
    const after = await define({ "index.js": `exports.handler = async () => "new";` });
    await invoker.retire("hello", "$LATEST");
    assert.equal(text((await invoke(after)).payload), '"new"');
    assert.equal(text((await running).payload), '"old"');
  });
});
