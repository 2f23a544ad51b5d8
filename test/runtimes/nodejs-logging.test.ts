import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;

const linesOf = async (code: string, environment: Record<string, string> = {}): Promise<readonly string[]> => {
  const files = { "index.js": `exports.handler = async () => { ${code} };` };
  await using fn = await FunctionProcess.start({ runtime: "nodejs24.x", files, environment });
  await fn.invoke({});
  return fn.lines();
};

describe("Node.js log lines in text", () => {
  test("carry time, request id and level, with formatted values", async () => {
    const [line] = await linesOf("console.log('a %s', 'b', { c: 1 })");
    assert.match(line ?? "", new RegExp(`^${TIME}\t8476a536-e9f4-11e8-9739-000000000001\tINFO\ta b { c: 1 }$`));
  });

  test("each method has its level", async () => {
    const lines = await linesOf(
      "console.trace(1); console.debug(1); console.info(1); console.log(1); console.warn(1); console.error(1);",
    );
    assert.deepEqual(
      lines.map((line) => line.split("\t")[2]),
      ["TRACE", "DEBUG", "INFO", "INFO", "WARN", "ERROR"],
    );
  });

  test("a message of several lines stays one event", async () => {
    const lines = await linesOf(String.raw`console.log('one\ntwo')`);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? "", /one\rtwo$/);
  });

  test("an error that ends an invocation is logged with its stack as JSON", async () => {
    const [line] = await linesOf("throw Object.assign(new Error('bad'), { code: 'E1', extra: 2 })");
    const [, , level, text] = (line ?? "").split("\t");
    assert.equal(level, "ERROR");
    assert.equal(text, "Invoke Error ");
    const logged = JSON.parse((line ?? "").split("\t")[4] ?? "") as Record<string, unknown>;
    assert.deepEqual(Object.keys(logged), ["errorType", "errorMessage", "code", "extra", "stack"]);
  });
});

const json = async (code: string, environment: Record<string, string> = {}) => {
  const lines = await linesOf(code, { AWS_LAMBDA_LOG_FORMAT: "JSON", ...environment });
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};

describe("Node.js log lines in JSON", () => {
  test("a single value keeps its structure", async () => {
    const [line] = await json("console.log({ order: 1 })");
    assert.deepEqual(Object.keys(line ?? {}), ["timestamp", "level", "requestId", "message"]);
    assert.deepEqual(line?.["message"], { order: 1 });
    assert.equal(line?.["level"], "INFO");
  });

  test("several values become one text, and an error among them is described", async () => {
    const [line] = await json("console.warn('failed:', new TypeError('no'))");
    assert.equal(line?.["errorType"], "TypeError");
    assert.equal(line?.["errorMessage"], "no");
    assert.ok(Array.isArray(line?.["stackTrace"]));
    assert.match(String(line?.["message"]), /^failed: TypeError: no/);
  });

  test("an error alone becomes an object", async () => {
    const [line] = await json("console.error(new RangeError('far'))");
    const message = line?.["message"] as Record<string, unknown>;
    assert.equal(message["errorType"], "RangeError");
    assert.equal(message["errorMessage"], "far");
    assert.ok(Array.isArray(message["stackTrace"]));
  });

  test("a value that JSON cannot express becomes text", async () => {
    const [line] = await json("console.log(1n)");
    assert.equal(line?.["message"], "1n");
  });

  test("lines below the level are left out", async () => {
    const code = "console.debug(1); console.info(2); console.warn(3); console.error(4);";
    const lines = await json(code, { AWS_LAMBDA_LOG_LEVEL: "WARN" });
    assert.deepEqual(
      lines.map((line) => line["message"]),
      [3, 4],
    );
  });

  test("the tenant is named", async () => {
    const files = { "index.js": "exports.handler = async () => console.log('x');" };
    const environment = { AWS_LAMBDA_LOG_FORMAT: "JSON" };
    await using fn = await FunctionProcess.start({ runtime: "nodejs24.x", files, environment });
    await fn.invoke({}, { "Lambda-Runtime-Aws-Tenant-Id": "blue" });
    assert.equal((JSON.parse((await fn.lines())[0] ?? "") as Record<string, unknown>)["tenantId"], "blue");
  });
});
