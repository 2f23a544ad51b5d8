import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";

const invoke = async (body: string, event: unknown = {}) => {
  const code = `exports.handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} });`;
  await using fn = await FunctionProcess.start({ runtime: "nodejs24.x", files: { "index.js": code } });
  return await fn.invoke(event);
};

describe("Node.js response streams", () => {
  test("what is written becomes the answer, sent in chunks", async () => {
    const report = await invoke(
      "stream.setContentType('text/plain'); stream.write('one '); stream.write('two'); stream.end();",
    );
    assert.equal(report.bytes.toString(), "one two");
    assert.equal(report.headers["lambda-runtime-function-response-mode"], "streaming");
    assert.equal(report.headers["content-type"], "text/plain");
    assert.equal(report.headers["transfer-encoding"], "chunked");
    assert.deepEqual(report.trailers, {});
  });

  test("objects are written as JSON, and a pipeline feeds the stream", async () => {
    assert.equal((await invoke("stream.write({ a: event }); stream.end();", 1)).bytes.toString(), '{"a":1}');
    const piped = await invoke(
      "await require('node:stream/promises').pipeline(require('node:stream').Readable.from(['x'.repeat(200000), 'end']), stream);",
    );
    assert.equal(piped.bytes.length, 200_003);
  });

  test("a stream ended by someone else after the handler returned is waited for", async () => {
    const report = await invoke("setTimeout(() => stream.end('late'), 20);");
    assert.equal(report.bytes.toString(), "late");
  });

  test("HttpResponseStream puts metadata and eight zero bytes first, also before an empty body", async () => {
    const metadata = "const s = awslambda.HttpResponseStream.from(stream, { statusCode: 201 });";
    const report = await invoke(`${metadata} s.write('body'); s.end();`);
    assert.equal(report.headers["content-type"], "application/vnd.awslambda.http-integration-response");
    assert.equal(report.bytes.toString(), '{"statusCode":201}\0\0\0\0\0\0\0\0body');
    assert.equal((await invoke(`${metadata} s.end();`)).bytes.toString(), '{"statusCode":201}\0\0\0\0\0\0\0\0');
  });

  test("an error before anything was written is an error of the invocation", async () => {
    const report = await invoke("throw new TypeError('early');");
    assert.equal(report.kind, "error");
    assert.equal(report.errorType, "TypeError");
  });

  test("an error behind the first bytes is told in trailers", async () => {
    const report = await invoke("stream.write('part'); throw new TypeError('late');");
    assert.equal(report.kind, "response");
    assert.equal(report.bytes.toString(), "part");
    assert.equal(report.trailers["lambda-runtime-function-error-type"], "TypeError");
    const body = Buffer.from(report.trailers["lambda-runtime-function-error-body"] ?? "", "base64").toString();
    assert.equal((JSON.parse(body) as { errorMessage: string }).errorMessage, "late");
  });

  test("a stream that nobody ends fails", async () => {
    const report = await invoke("stream.write('part');");
    const body = Buffer.from(report.trailers["lambda-runtime-function-error-body"] ?? "", "base64").toString();
    assert.equal((JSON.parse(body) as { errorMessage: string }).errorMessage, "Response stream is not finished.");
  });

  test("the content type cannot change once bytes are out, and the next invocation goes on", async () => {
    const code = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      if (event.late) { stream.write("x"); await new Promise(setImmediate); stream.setContentType("text/plain"); }
      stream.end("fine");
    });`;
    await using fn = await FunctionProcess.start({ runtime: "nodejs24.x", files: { "index.js": code } });
    const report = await fn.invoke({ late: true });
    assert.equal(report.trailers["lambda-runtime-function-error-type"], "Runtime.InvalidStreamingOperation");
    assert.equal((await fn.invoke({})).bytes.toString(), "fine");
  });
});
