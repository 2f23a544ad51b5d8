import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";
import { CALLER_HEADERS, contextOf } from "../support/test-invocation.ts";
import { PYTHON } from "../support/test-runtimes.ts";

const start = (body: string) =>
  FunctionProcess.start({
    runtime: PYTHON,
    memoryMiB: 256,
    files: { "index.py": `import os\ndef handler(event, context):\n    return ${body}\n` },
  });

describe("Python context", () => {
  test("says which function, version, request and log", async () => {
    await using fn = await start(
      "[context.function_name, context.function_version, context.memory_limit_in_mb, context.log_group_name, context.log_stream_name, context.invoked_function_arn, context.aws_request_id]",
    );
    const requestId = fn.api.nextRequestId;
    assert.deepEqual((await fn.invoke({})).json, contextOf(requestId));
  });

  test("passes on the client's context, the caller's identity and the tenant", async () => {
    await using fn = await start(
      "[context.client_context.custom, context.client_context.env, context.client_context.client.app_title, context.identity.cognito_identity_id, context.identity.cognito_identity_pool_id, context.tenant_id]",
    );
    assert.deepEqual((await fn.invoke({}, CALLER_HEADERS)).json, [{ a: "b" }, null, "x", "id", "pool", "blue"]);
  });

  test("has no client context, and an identity without values, when none were sent", async () => {
    await using fn = await start("[context.client_context, context.identity.cognito_identity_id, context.tenant_id]");
    assert.deepEqual((await fn.invoke({})).json, [null, null, null]);
  });

  test("a client context that is not JSON fails the invocation", async () => {
    await using fn = await start("1");
    const report = await fn.invoke({}, { "Lambda-Runtime-Client-Context": "{" });
    assert.equal(report.errorType, "Runtime.LambdaContextUnmarshalError");
    assert.match((report.json as { errorMessage: string }).errorMessage, /^Unable to parse Client Context JSON: /);
  });

  test("get_remaining_time_in_millis counts down to the deadline and no further", async () => {
    await using fn = await start("context.get_remaining_time_in_millis()");
    const remainingMs = (await fn.invoke({})).json as number;
    assert.ok(remainingMs > 0 && remainingMs <= 3_000, `${remainingMs} ms`);
    assert.equal((await fn.invoke({}, { "Lambda-Runtime-Deadline-Ms": "1000" })).json, 0);
  });

  test("the trace header is an environment variable, of this invocation only", async () => {
    await using fn = await start("os.environ.get('_X_AMZN_TRACE_ID')");
    assert.equal((await fn.invoke({}, { "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7" })).json, "Root=1-5bef4de7");
    assert.equal((await fn.invoke({})).json, null);
  });
});
