import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { json, realInvoker, text } from "./real-invoker.ts";

describe("a function that fails in a real sandbox", () => {
  test("by its timeout, and the next invocation is served", async (context) => {
    const { define, invoke } = await realInvoker(context);
    const handler = "exports.handler = async ({ hang }) => (hang ? new Promise((r) => setTimeout(r, 1e6)) : 1);";
    const slow = await define({ "index.js": handler }, { timeoutSeconds: 1 });
    const requestId = "8286a188-ba32-4475-8077-530cd35c09a9";
    const result = await invoke(slow, { hang: true }, { requestId, wantsLogTail: true });
    assert.deepEqual(json(result), {
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
    });
    assert.match(text(result.logTail), /Task timed out after 1.00 seconds\nEND .*\nREPORT .*Status: timeout\n$/);
    assert.equal(text((await invoke(slow)).payload), "1");
  });

  test("by an endless loop, which its timeout ends as well", async (context) => {
    const { define, invoke } = await realInvoker(context);
    const loop = await define({ "index.js": "exports.handler = async () => { for (;;); };" }, { timeoutSeconds: 1 });
    assert.match(text((await invoke(loop)).payload), /Sandbox.Timedout/);
  });

  test("by an exit", async (context) => {
    const { define, invoke } = await realInvoker(context);
    const exit = await define({ bootstrap: `#!/bin/bash\n${NEXT}exit 3\n` }, { runtime: "provided.al2023" });
    const result = await invoke(exit, {}, { requestId: "1", wantsLogTail: true });
    assert.equal(result.functionError, "Unhandled");
    assert.deepEqual(json(result), {
      errorType: "Runtime.ExitError",
      errorMessage: "RequestId: 1 Error: Runtime exited with error: exit status 3",
    });
    assert.match(text(result.logTail), /\nRuntime.ExitError\nEND RequestId: 1\nREPORT .*Error Type: Runtime.ExitError/);
  });

  test("by an exit while it initialises, tried twice", async (context) => {
    const { define, invoke, logs } = await realInvoker(context);
    const exit = await define({ "index.js": "console.log('loading'); process.exit(7);" });
    const result = await invoke(exit, {}, { requestId: "1" });
    assert.match(text(result.payload), /"Runtime.ExitError".*exit status 7/);
    assert.equal(logs.lines.filter((line) => line.endsWith("loading")).length, 2);
    assert.equal(logs.lines.filter((line) => line.startsWith("INIT_REPORT")).length, 2);
  });

  test("by a syntax error", async (context) => {
    const { define, invoke } = await realInvoker(context);
    const broken = await define({ "index.js": "exports.handler = async () => {" });
    const result = await invoke(broken, {}, { wantsLogTail: true });
    assert.equal((json(result) as { errorType: string }).errorType, "Runtime.UserCodeSyntaxError");
    assert.match(text(result.logTail), /Phase: invoke\tStatus: error\tError Type: Runtime.UserCodeSyntaxError\nSTART /);
  });

  test("by an exception, with the words of the function", async (context) => {
    const { define, invoke, records } = await realInvoker(context);
    const broken = await define({ "index.js": "exports.handler = async () => { throw new TypeError('no'); };" });
    const result = await invoke(broken);
    assert.equal(result.functionError, "Unhandled");
    const error = json(result) as { errorType: string; errorMessage: string };
    assert.deepEqual([error.errorType, error.errorMessage], ["TypeError", "no"]);
    await invoke(broken, {}, { wantsLogTail: true });
    assert.deepEqual(
      records.map((record) => record.isColdStart),
      [true, false],
    );
  });

  test("by using more memory than it has", async (context) => {
    const { define, invoke } = await realInvoker(context);
    const handler = "exports.handler = async () => { const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1)); };";
    const greedy = await define({ "index.js": handler }, { timeoutSeconds: 20 });
    const result = await invoke(greedy, {}, { requestId: "1", wantsLogTail: true });
    assert.deepEqual(json(result), {
      errorType: "Runtime.OutOfMemory",
      errorMessage: "RequestId: 1 Error: Runtime exited with error: signal: killed",
    });
    assert.match(text(result.logTail), /Max Memory Used: 128 MB\t.*Error Type: Runtime.OutOfMemory/);
  });

  test("because there is no bootstrap", async (context) => {
    const { define, invoke } = await realInvoker(context);
    const empty = await define({ "readme.txt": "nothing to run" }, { runtime: "provided.al2023" });
    const error = json(await invoke(empty)) as { errorType: string; errorMessage: string };
    assert.equal(error.errorType, "Runtime.InvalidEntrypoint");
    assert.match(error.errorMessage, /Couldn't find valid bootstrap\(s\): \[\/var\/task\/bootstrap \/opt\/bootstrap\]/);
  });
});

/** Takes an invocation and nothing more. */
const NEXT = `exec 3<>"/dev/tcp/127.0.0.1/9001"
printf 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\n\\r\\n' >&3
read -r LINE <&3
`;
