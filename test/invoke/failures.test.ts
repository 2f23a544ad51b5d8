import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { json, realInvoker, text } from "./real-invoker.ts";

describe("a function that fails in a real sandbox", () => {
  test("by its timeout, and the next invocation is served", async (context) => {
    const { define, invoke } = await realInvoker(context);
    const handler = "exports.handler = async ({ hang }) => (hang ? new Promise((r) => setTimeout(r, 1e6)) : 1);";
    const slow = await define({ "index.js": handler }, { timeoutSeconds: 3 });
    const requestId = "8286a188-ba32-4475-8077-530cd35c09a9";
    const result = await invoke(slow, { hang: true }, { requestId, wantsLogTail: true });
    assert.deepEqual(json(result), {
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 3.00 seconds`,
    });
    assert.match(text(result.logTail), /Task timed out after 3.00 seconds\nEND .*\nREPORT .*Status: timeout\n$/);
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
    const handler =
      "exports.handler = async ({ modest }) => { const all = []; while (!modest) all.push(Buffer.alloc(1 << 20, 1)); return 1; };";
    const greedy = await define({ "index.js": handler }, { timeoutSeconds: 20 });
    const result = await invoke(greedy, {}, { requestId: "1", wantsLogTail: true });
    assert.deepEqual(json(result), {
      errorType: "Runtime.OutOfMemory",
      errorMessage: "RequestId: 1 Error: Runtime exited with error: signal: killed",
    });
    assert.match(text(result.logTail), /Max Memory Used: 128 MB\t.*Error Type: Runtime.OutOfMemory/);
    assert.equal(text((await invoke(greedy, { modest: true })).payload), "1");
  });

  test("by an answer that is too large, after which its environment serves on", async (context) => {
    const { define, invoke, logs, records } = await realInvoker(context);
    const counting = await define({ "index.js": COUNTING }, { memoryMiB: 256 });
    assert.equal(text((await invoke(counting)).payload), "1");
    const result = await invoke(counting, { fail: "too large" }, { wantsLogTail: true });
    assert.deepEqual(json(result), {
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    });
    assert.match(text(result.logTail), /Status: error\tError Type: Function.ResponseSizeTooLarge\n$/);
    assert.equal(text((await invoke(counting)).payload), "3");
    assert.equal(records.length, 3);
    assert.equal(records[1]?.errorType, "Function.ResponseSizeTooLarge");
    const told = "LAMBDA_RUNTIME Failed to post handler success response. Http response code: 413.";
    assert(logs.lines.includes(told));
  });

  test("however its process ends, and the next invocation gets a fresh environment", async (context) => {
    const { define, invoke, records } = await realInvoker(context);
    const patient = await define({ "index.js": COUNTING });
    const hasty = await define({ "index.js": COUNTING }, { timeoutSeconds: 3 });
    const failWith = async (fail: string, counting = patient): Promise<unknown> => {
      assert.equal(text((await invoke(counting)).payload), "1");
      const { errorType, errorMessage } = json(await invoke(counting, { fail }, { requestId: "1" })) as PlatformError;
      return [errorType, errorMessage];
    };
    const exited = "RequestId: 1 Error: Runtime exited";
    assert.deepEqual(await failWith("exit"), ["Runtime.ExitError", `${exited} with error: exit status 9`]);
    assert.deepEqual(await failWith("leave"), ["Runtime.ExitError", `${exited} without providing a reason`]);
    assert.deepEqual(await failWith("abort"), ["Runtime.ExitError", `${exited} with error: signal: aborted`]);
    const late = "RequestId: 1 Error: Task timed out after 3.00 seconds";
    assert.deepEqual(await failWith("hang", hasty), ["Sandbox.Timedout", late]);
    assert.equal(text((await invoke(hasty)).payload), "1");
    assert.equal(records.length, 9);
    assert.deepEqual(
      records.map(({ status, errorType }) => errorType ?? status),
      ["exit", "leave", "abort", "hang"].flatMap((fail) => ["success", TYPES[fail]]).concat("success"),
    );
  });

  test("by never asking for another invocation: its caller has the answer, its environment ends", async (context) => {
    const { define, invoke, records } = await realInvoker(context);
    const bootstrap = `#!/bin/bash\n${NEXT}${ANSWER}sleep 60\n`;
    const idler = await define({ bootstrap }, { runtime: "provided.al2023", timeoutSeconds: 3 });
    assert.equal(text((await invoke(idler, {}, { requestId: "1" })).payload), '"ok"');
    assert.equal(records.length, 1);
    assert.equal(records[0]?.status, "timeout");
    assert.equal(text((await invoke(idler, {}, { requestId: "1" })).payload), '"ok"');
  });

  test("because there is no bootstrap", async (context) => {
    const { define, invoke } = await realInvoker(context);
    const empty = await define({ "readme.txt": "nothing to run" }, { runtime: "provided.al2023" });
    const error = json(await invoke(empty)) as { errorType: string; errorMessage: string };
    assert.equal(error.errorType, "Runtime.InvalidEntrypoint");
    assert.match(error.errorMessage, /Couldn't find valid bootstrap\(s\): \[\/var\/task\/bootstrap \/opt\/bootstrap\]/);
  });
});

interface PlatformError {
  readonly errorType: string;
  readonly errorMessage: string;
}

const TYPES: Readonly<Record<string, string>> = {
  exit: "Runtime.ExitError",
  leave: "Runtime.ExitError",
  abort: "Runtime.ExitError",
  hang: "Sandbox.Timedout",
};

/** Says how many invocations its environment has had, unless it is to fail. */
const COUNTING = `
let count = 0;
const fail = {
  "too large": () => "x".repeat(7_000_000),
  exit: () => process.exit(9),
  leave: () => process.exit(0),
  abort: () => process.abort(),
  hang: () => new Promise(() => setInterval(() => {}, 1000)),
};
exports.handler = async (event) => { count += 1; return event.fail ? fail[event.fail]() : count; };
`;

/** Answers the invocation 1. */
const ANSWER = `printf 'POST /2018-06-01/runtime/invocation/1/response HTTP/1.1\\r\\nContent-Length: 4\\r\\n\\r\\n"ok"' >&3
`;

/** Takes an invocation and nothing more. */
const NEXT = `exec 3<>"/dev/tcp/127.0.0.1/9001"
printf 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\n\\r\\n' >&3
read -r LINE <&3
`;
