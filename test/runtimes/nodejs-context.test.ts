import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";
import { CALLER_CONTEXT, CALLER_HEADERS, contextOf } from "../support/test-invocation.ts";

const start = (handler: string) =>
  FunctionProcess.start({
    runtime: "nodejs24.x",
    memoryMiB: 256,
    files: { "index.js": `exports.handler = ${handler};` },
  });

describe("Node.js context", () => {
  test("says which function, version, request and log", async () => {
    await using fn = await start(
      "async (e, c) => [c.functionName, c.functionVersion, c.memoryLimitInMB, c.logGroupName, c.logStreamName, c.invokedFunctionArn, c.awsRequestId]",
    );
    const requestId = fn.api.nextRequestId;
    assert.deepEqual((await fn.invoke({})).json, contextOf(requestId));
  });

  test("passes on the client's context, the caller's identity and the tenant", async () => {
    await using fn = await start("async (e, c) => [c.clientContext, c.identity, c.tenantId]");
    assert.deepEqual((await fn.invoke({}, CALLER_HEADERS)).json, CALLER_CONTEXT);
  });

  test("a client context that is not JSON fails the invocation", async () => {
    await using fn = await start("async () => 'fine'");
    const report = await fn.invoke({}, { "Lambda-Runtime-Client-Context": "{" });
    assert.equal(report.kind, "error");
    assert.match(
      (report.json as { errorMessage: string }).errorMessage,
      /^Cannot parse ClientContext as json: SyntaxError/,
    );
  });

  test("getRemainingTimeInMillis counts down to the deadline", async () => {
    await using fn = await start("async (e, c) => c.getRemainingTimeInMillis()");
    const remainingMs = (await fn.invoke({})).json as number;
    assert.ok(remainingMs > 0 && remainingMs <= 3_000, `${remainingMs} ms`);
  });

  test("from Node.js 24 on there is no done, succeed, fail or callbackWaitsForEmptyEventLoop", async () => {
    await using fn = await start(
      "async (e, c) => ['done', 'succeed', 'fail', 'callbackWaitsForEmptyEventLoop'].filter((n) => n in c)",
    );
    assert.deepEqual((await fn.invoke({})).json, []);
  });

  test("the trace header is an environment variable, of this invocation only", async () => {
    await using fn = await start("async () => process.env._X_AMZN_TRACE_ID ?? 'none'");
    assert.equal((await fn.invoke({}, { "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7" })).json, "Root=1-5bef4de7");
    assert.equal((await fn.invoke({})).json, "none");
  });

  test("the invoke store knows the request", async () => {
    await using fn = await start(
      "async () => { const s = awslambda.InvokeStore; return [s.getRequestId(), s.getXRayTraceId()]; }",
    );
    const requestId = fn.api.nextRequestId;
    assert.deepEqual((await fn.invoke({}, { "Lambda-Runtime-Trace-Id": "Root=1" })).json, [requestId, "Root=1"]);
  });
});
