import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";

const RUNTIME = "nodejs24.x";
interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** Only what does not depend on where files lie. */
const initErrorOf = async (settings: Omit<Parameters<typeof FunctionProcess.start>[0], "runtime">) => {
  await using fn = await FunctionProcess.start({ runtime: RUNTIME, ...settings });
  const report = await fn.initError();
  const { errorType, errorMessage, trace } = report.json as ErrorPayload;
  assert.equal(report.errorType, errorType, "the header says the same");
  return { errorType, errorMessage: errorMessage.replaceAll(/\/tmp\/lambkin-function-\w+/g, "/var"), trace };
};

const invokeErrorOf = async (code: string) => {
  await using fn = await FunctionProcess.start({ runtime: RUNTIME, files: { "index.js": code } });
  const report = await fn.invoke({});
  assert.equal(report.kind, "error");
  const { errorType, errorMessage, trace } = report.json as ErrorPayload;
  return { errorType, errorMessage, trace };
};

describe("Node.js errors while the function is loaded", () => {
  test("a handler without a dot is malformed", async () => {
    const { errorType, errorMessage } = await initErrorOf({ files: { "index.js": "" }, handler: "index" });
    assert.deepEqual(
      { errorType, errorMessage },
      { errorType: "Runtime.MalformedHandlerName", errorMessage: "Bad handler" },
    );
  });

  test("a handler must not climb out of the code", async () => {
    const { errorType } = await initErrorOf({ files: { "index.js": "" }, handler: "../index.handler" });
    assert.equal(errorType, "Runtime.MalformedHandlerName");
  });

  test("a missing file is an import error that names the module", async () => {
    const { errorType, errorMessage } = await initErrorOf({ files: {}, handler: "nowhere.handler" });
    assert.equal(errorType, "Runtime.ImportModuleError");
    assert.equal(errorMessage, "Error: Cannot find module 'nowhere'\nRequire stack:\n- /var/runtime/index.mjs");
  });

  test("a missing dependency shows who required it", async () => {
    const { errorType, errorMessage } = await initErrorOf({ files: { "index.js": "require('absent')" } });
    assert.equal(errorType, "Runtime.ImportModuleError");
    assert.equal(
      errorMessage,
      "Error: Cannot find module 'absent'\nRequire stack:\n- /var/task/index.js\n- /var/runtime/index.mjs",
    );
  });

  test("a missing dependency of an ES module is a plain error", async () => {
    const { errorType, errorMessage } = await initErrorOf({ files: { "index.mjs": "import 'absent';" } });
    assert.equal(errorType, "Error");
    assert.match(errorMessage, /^Cannot find package 'absent' imported from \/var\/task\/index.mjs/);
  });

  test("a syntax error is named so and its trace shows the place", async () => {
    const { errorType, errorMessage, trace } = await initErrorOf({ files: { "index.js": "exports.handler = (;" } });
    assert.equal(errorType, "Runtime.UserCodeSyntaxError");
    assert.equal(errorMessage, "SyntaxError: Unexpected token ';'");
    assert.match(trace[0] ?? "", /\/task\/index.js:1$/);
  });

  test("an export that is not there is named", async () => {
    const { errorType, errorMessage } = await initErrorOf({ files: { "index.js": "exports.other = () => {};" } });
    assert.equal(errorType, "Runtime.HandlerNotFound");
    assert.equal(errorMessage, "index.handler is undefined or not exported");
  });

  test("an export that is no function is named", async () => {
    const { errorType, errorMessage } = await initErrorOf({ files: { "index.js": "exports.handler = 'text';" } });
    assert.equal(errorType, "Runtime.HandlerNotFound");
    assert.equal(errorMessage, "index.handler is not a function");
  });

  test("an error thrown at the top level keeps its own name", async () => {
    const { errorType, errorMessage } = await initErrorOf({
      files: { "index.js": "throw new RangeError('too far');" },
    });
    assert.deepEqual({ errorType, errorMessage }, { errorType: "RangeError", errorMessage: "too far" });
  });

  test("a callback parameter is refused from Node.js 24 on", async () => {
    const { errorType, errorMessage } = await initErrorOf({
      files: { "index.js": "exports.handler = (e, c, done) => {};" },
    });
    assert.equal(errorType, "Runtime.CallbackHandlerDeprecated");
    assert.match(errorMessage, /^ERROR: AWS Lambda has removed support for callback-based function handlers/);
  });

  test("the log says it too, and the process ends", async () => {
    await using fn = await FunctionProcess.start({
      runtime: RUNTIME,
      files: { "index.js": "throw new Error('early');" },
    });
    await fn.initError();
    assert.equal(await fn.exited, 129);
    assert.match(
      (await fn.lines())[0] ?? "",
      /^\S+Z\t-\tERROR\tInit Error \t\{"errorType":"Error","errorMessage":"early","stack":\[/,
    );
  });

  test("a rejection that nobody handles while loading is reported", async () => {
    await using fn = await FunctionProcess.start({
      runtime: RUNTIME,
      files: { "index.js": "Promise.reject(new Error('lost')); exports.handler = async () => {};" },
    });
    const { errorType, errorMessage } = (await fn.initError()).json as ErrorPayload;
    assert.equal(errorType, "Runtime.UnhandledPromiseRejection");
    assert.equal(errorMessage, "Error: lost");
    assert.equal(await fn.exited, 128);
  });
});

describe("Node.js errors of an invocation", () => {
  test("a thrown error is told with type, message and trace, and the next invocation goes on", async () => {
    const files = {
      "index.js": "exports.handler = async (e) => { if (e.fail) throw new TypeError('not this'); return 'fine'; };",
    };
    await using fn = await FunctionProcess.start({ runtime: RUNTIME, files });
    const report = await fn.invoke({ fail: true });
    assert.equal(report.kind, "error");
    assert.equal(report.errorType, "TypeError");
    const { errorType, errorMessage, trace } = report.json as ErrorPayload;
    assert.deepEqual([errorType, errorMessage], ["TypeError", "not this"]);
    assert.equal(trace[0], "TypeError: not this");
    assert.match(trace[1] ?? "", /^ {4}at .*\/task\/index.js:1:/);
    assert.equal((await fn.invoke({})).json, "fine");
  });

  test("a handler that is not async may throw", async () => {
    const { errorType } = await invokeErrorOf("exports.handler = () => { throw new RangeError('x'); };");
    assert.equal(errorType, "RangeError");
  });

  test("a thrown value that is no error is named by its type", async () => {
    const payload = await invokeErrorOf("exports.handler = async () => { throw 'just text'; };");
    assert.deepEqual(payload, { errorType: "string", errorMessage: "just text", trace: [] });
  });

  test("an error's own name is its type, even one that cannot stand in a header", async () => {
    await using fn = await FunctionProcess.start({
      runtime: RUNTIME,
      files: {
        "index.js": "exports.handler = async () => { throw Object.assign(new Error('x'), { name: 'A\\r\\nB: é' }); };",
      },
    });
    const report = await fn.invoke({});
    assert.equal((report.json as ErrorPayload).errorType, "A\r\nB: é");
    assert.equal(report.errorType, "A??B: ?");
  });

  test("a result that JSON cannot express is an error", async () => {
    const bigint = await invokeErrorOf("exports.handler = async () => 1n;");
    assert.deepEqual(
      [bigint.errorType, bigint.errorMessage],
      ["Runtime.JSONStringifyError", "Unable to stringify response body"],
    );
    const circular = await invokeErrorOf("exports.handler = async () => { const o = {}; o.o = o; return o; };");
    assert.equal(circular.errorType, "Runtime.JSONStringifyError");
  });

  test("a function that changes what a stack is can still fail", async () => {
    const code = "Error.prepareStackTrace = (e, frames) => frames; exports.handler = async () => 1n;";
    assert.equal((await invokeErrorOf(code)).errorType, "Runtime.JSONStringifyError");
  });

  test("a promise that never settles fails the invocation, and the next one goes on", async () => {
    const files = { "index.js": "exports.handler = (e) => e.hang ? new Promise(() => {}) : Promise.resolve('fine');" };
    await using fn = await FunctionProcess.start({ runtime: RUNTIME, files });
    assert.equal(((await fn.invoke({ hang: true })).json as ErrorPayload).errorType, "Runtime.NodeJsExit");
    assert.equal((await fn.invoke({})).json, "fine");
  });

  test("an unhandled rejection fails the invocation and ends the process", async () => {
    const files = {
      "index.js":
        "exports.handler = () => { Promise.reject(new Error('lost')); return new Promise((r) => setTimeout(r, 1000)); };",
    };
    await using fn = await FunctionProcess.start({ runtime: RUNTIME, files });
    const { errorType, errorMessage, trace } = (await fn.invoke({})).json as ErrorPayload;
    assert.deepEqual([errorType, errorMessage], ["Runtime.UnhandledPromiseRejection", "Error: lost"]);
    assert.equal(trace[0], "Runtime.UnhandledPromiseRejection: Error: lost");
    assert.equal(await fn.exited, 128);
    assert.match(
      (await fn.lines()).join("\n"),
      /ERROR\tUnhandled Promise Rejection \t\{.*"reason":\{"errorType":"Error".*"promise":\{\}/,
    );
  });

  test("an uncaught exception fails the invocation and ends the process", async () => {
    const files = {
      "index.js": "exports.handler = () => new Promise(() => setTimeout(() => { throw new Error('later'); }, 1));",
    };
    await using fn = await FunctionProcess.start({ runtime: RUNTIME, files });
    const { errorType, errorMessage } = (await fn.invoke({})).json as ErrorPayload;
    assert.deepEqual([errorType, errorMessage], ["Error", "later"]);
    assert.equal(await fn.exited, 129);
  });

  test("process.exit in a handler ends the process without an answer", async () => {
    await using fn = await FunctionProcess.start({
      runtime: RUNTIME,
      files: { "index.js": "exports.handler = async () => { console.log('going'); process.exit(7); };" },
    });
    await assert.rejects(fn.invoke({}), /ended with 7/);
    assert.match((await fn.lines())[0] ?? "", /going$/);
  });
});
