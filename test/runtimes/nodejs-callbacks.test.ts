import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";

// Up to Node.js 22 a handler may answer by callback.
const invoke = async (code: string, event: unknown = {}) => {
  const environment = { AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING: "1" };
  await using fn = await FunctionProcess.start({ runtime: "nodejs22.x", files: { "index.js": code }, environment });
  return await fn.invoke(event);
};

describe("Node.js 22 callbacks", () => {
  test("a callback answers", async () => {
    const report = await invoke("exports.handler = (event, context, done) => done(null, { got: event });", 5);
    assert.deepEqual(report.json, { got: 5 });
  });

  test("a callback with an error fails the invocation", async () => {
    const report = await invoke("exports.handler = (e, c, done) => done(new TypeError('no'));");
    assert.equal(report.errorType, "TypeError");
  });

  test("the answer waits until the event loop is empty", async () => {
    const code = `exports.handler = (e, c, done) => {
      const steps = [];
      setTimeout(() => steps.push("timer"), 20);
      done(null, steps);
    };`;
    assert.deepEqual((await invoke(code)).json, ["timer"]);
  });

  test("unless callbackWaitsForEmptyEventLoop is false", async () => {
    const code = `exports.handler = (e, context, done) => {
      context.callbackWaitsForEmptyEventLoop = false;
      const steps = [];
      setTimeout(() => steps.push("timer"), 200);
      done(null, steps);
    };`;
    assert.deepEqual((await invoke(code)).json, []);
  });

  test("only the first answer counts", async () => {
    const code = "exports.handler = (e, c, done) => { done(null, 1); done(null, 2); c.succeed(3); };";
    assert.equal((await invoke(code)).json, 1);
  });

  test("a handler that never answers gives null once nothing is left to do", async () => {
    assert.equal((await invoke("exports.handler = () => { setTimeout(() => {}, 10); };")).json, null);
  });

  test("an async handler that never settles fails", async () => {
    const report = await invoke("exports.handler = async () => new Promise(() => {});");
    assert.equal(report.errorType, "Runtime.NodeJsExit");
  });

  test("context.succeed, fail and done answer at once", async () => {
    const succeed = await invoke("exports.handler = (e, c) => { setTimeout(() => {}, 1000); c.succeed('s'); };");
    assert.equal(succeed.json, "s");
    const fail = await invoke("exports.handler = (e, c) => c.fail(new RangeError('f'));");
    assert.equal(fail.errorType, "RangeError");
    const failWithout = await invoke("exports.handler = (e, c) => c.fail();");
    assert.deepEqual(failWithout.json, { errorType: "string", errorMessage: "handled", trace: [] });
    const done = await invoke("exports.handler = (e, c) => c.done(null, 'd');");
    assert.equal(done.json, "d");
  });

  test("a promise answers too, and a value that is none is not an answer", async () => {
    assert.equal((await invoke("exports.handler = async () => 'promised';")).json, "promised");
    assert.equal((await invoke("exports.handler = () => 'plain';")).json, null);
  });

  test("the next invocation starts afresh", async () => {
    const files = { "index.js": "let calls = 0; exports.handler = (e, c, done) => done(null, ++calls);" };
    await using fn = await FunctionProcess.start({ runtime: "nodejs22.x", files });
    assert.equal((await fn.invoke({})).json, 1);
    assert.equal((await fn.invoke({})).json, 2);
    assert.match(
      (await fn.lines())[0] ?? "",
      /\tundefined\tWARN\tAWS Lambda plans to remove support for callback-based/,
    );
  });
});
