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
    const handler = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.write(process.env.AWS_LAMBDA_LOG_STREAM_NAME);
      stream.end();
    });`;
    const patient = await define({ "index.js": handler }, { timeoutSeconds: 300 });
    // Nobody takes more than the first word, and so no environment is free again, until all have begun.
    const allHaveBegun = Promise.withResolvers<void>();
    const streams = new Set<string>();
    const write = (piece: Uint8Array): Promise<void> => {
      streams.add(text(piece));
      if (streams.size === 20) allHaveBegun.resolve();
      return allHaveBegun.promise;
    };
    const callers = Array.from({ length: 20 }, () => ({ responseSink: { begin: () => undefined, write } }));
    await Promise.all(callers.map((caller) => invoke(patient, {}, caller)));
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
