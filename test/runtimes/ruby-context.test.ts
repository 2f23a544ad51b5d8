import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";
import { CALLER_CONTEXT, CALLER_HEADERS, contextOf } from "../support/test-invocation.ts";
import { NO_RUBY, RUBY } from "../support/test-ruby.ts";

const start = (body: string) =>
  FunctionProcess.start({
    runtime: RUBY,
    memoryMiB: 256,
    files: { "index.rb": `def handler(event:, context:)\n  ${body}\nend\n` },
  });

describe("Ruby context", { skip: NO_RUBY }, () => {
  test("says which function, version, request and log", async () => {
    await using fn = await start(
      "%i[function_name function_version memory_limit_in_mb log_group_name log_stream_name invoked_function_arn aws_request_id].map { |name| context.send(name) }",
    );
    const requestId = fn.api.nextRequestId;
    assert.deepEqual((await fn.invoke({})).json, contextOf(requestId));
  });

  test("passes on the client's context, the caller's identity and the tenant", async () => {
    await using fn = await start("[context.client_context, context.identity, context.tenant_id]");
    assert.deepEqual((await fn.invoke({}, CALLER_HEADERS)).json, CALLER_CONTEXT);
  });

  test("has none of these when none were sent", async () => {
    await using fn = await start("[context.client_context, context.identity, context.tenant_id]");
    assert.deepEqual((await fn.invoke({})).json, [null, null, null]);
  });

  test("a client context that is not JSON is an error of the runtime, which ends", async () => {
    await using fn = await start("1");
    const report = await fn.invoke({}, { "Lambda-Runtime-Client-Context": "{" });
    assert.equal((report.json as { errorType: string }).errorType, "Runtime<JSON::ParserError>");
    assert.equal(await fn.exited, 254);
  });

  test("get_remaining_time_in_millis counts down to the deadline and no further", async () => {
    await using fn = await start("[context.get_remaining_time_in_millis, context.deadline_ms]");
    const [remainingMs] = (await fn.invoke({})).json as number[];
    assert.ok(remainingMs !== undefined && remainingMs > 0 && remainingMs <= 3_000, `${remainingMs} ms`);
    assert.deepEqual((await fn.invoke({}, { "Lambda-Runtime-Deadline-Ms": "1000" })).json, [0, 1000]);
  });

  test("the trace header is an environment variable, of this invocation only", async () => {
    await using fn = await start("ENV['_X_AMZN_TRACE_ID']");
    assert.equal((await fn.invoke({}, { "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7" })).json, "Root=1-5bef4de7");
    assert.equal((await fn.invoke({})).json, null);
  });
});
