import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";
import { PYTHON } from "../support/test-runtimes.ts";

const linesOf = async (body: string, environment: Record<string, string> = {}, before = "import logging") => {
  const code = `${before}\ndef handler(event, context):\n${body.replaceAll(/^/gm, "    ")}\n`;
  await using fn = await FunctionProcess.start({ runtime: PYTHON, files: { "index.py": code }, environment });
  await fn.invoke({}, { "Lambda-Runtime-Aws-Tenant-Id": "blue" });
  return await fn.lines();
};

const jsonOf = async (body: string, environment: Record<string, string> = {}) => {
  const lines = await linesOf(body, { AWS_LAMBDA_LOG_FORMAT: "JSON", ...environment });
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};

describe("Python log lines in text", () => {
  test("carry level, time and request id", async () => {
    const [line] = await linesOf("logging.getLogger('mine').warning('a %s', 'b')");
    assert.match(
      line ?? "",
      /^\[WARNING\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t8476a536-e9f4-11e8-9739-000000000001\ta b$/,
    );
  });

  test("begin with warnings, unless the function or the level says otherwise", async () => {
    assert.equal((await linesOf("logging.info('x')")).length, 0);
    assert.equal(
      (await linesOf("logging.info('x')", {}, "import logging\nlogging.getLogger().setLevel('INFO')")).length,
      1,
    );
    assert.equal((await linesOf("logging.debug('x')", { AWS_LAMBDA_LOG_LEVEL: "DEBUG" })).length, 1);
  });

  test("are wired before the function's own basicConfig, which so changes nothing", async () => {
    const lines = await linesOf(
      "logging.warning('x')",
      {},
      "import logging\nlogging.basicConfig(format='mine %(message)s')",
    );
    assert.match(lines[0] ?? "", /^\[WARNING\]\t/);
  });

  test("what is printed appears as it is, whole or not", async () => {
    assert.deepEqual(await linesOf("print('one'); print('two', end=''); print(' and more')"), ["one", "two and more"]);
  });

  test("a line without its end appears before the invocation is over", async () => {
    const files = { "index.py": "def handler(e, c):\n    print('half', end='')\n" };
    await using fn = await FunctionProcess.start({ runtime: PYTHON, files });
    await fn.invoke({});
    await fn.invoke({});
    assert.deepEqual(await fn.lines(), [], "no line has ended");
    assert.equal(await fn.exited, "SIGKILL");
    assert.equal(fn.output, "halfhalf");
  });
});

describe("Python log lines in JSON", () => {
  test("carry time, level, logger, request id and tenant", async () => {
    const [line] = await jsonOf("logging.getLogger('mine').warning('a %s', 'b')");
    assert.match(String(line?.["timestamp"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.deepEqual(
      { ...line, timestamp: undefined },
      {
        timestamp: undefined,
        level: "WARNING",
        message: "a b",
        logger: "mine",
        requestId: "8476a536-e9f4-11e8-9739-000000000001",
        tenantId: "blue",
      },
    );
  });

  test("a dictionary keeps its structure, and extra fields stand beside", async () => {
    const [line] = await jsonOf("logging.warning({'order': 1}, extra={'shop': 'x', 'when': object})");
    assert.deepEqual(line?.["message"], { order: 1 });
    assert.equal(line?.["shop"], "x");
    assert.equal(line?.["when"], "<class 'object'>");
  });

  test("an exception is described", async () => {
    const [line] = await jsonOf("try:\n    1 / 0\nexcept ZeroDivisionError:\n    logging.exception('oops')");
    assert.equal(line?.["errorType"], "ZeroDivisionError");
    assert.equal(line?.["errorMessage"], "division by zero");
    assert.ok(Array.isArray(line?.["stackTrace"]));
    assert.match(String(line?.["location"]), /\/task\/index.py:handler:6$/);
  });

  test("lines below the level are left out", async () => {
    const lines = await jsonOf("logging.info('a'); logging.error('b')", { AWS_LAMBDA_LOG_LEVEL: "ERROR" });
    assert.deepEqual(
      lines.map((line) => line["message"]),
      ["b"],
    );
  });

  test("TRACE means DEBUG, which is Python's lowest", async () => {
    assert.equal((await jsonOf("logging.debug('a')", { AWS_LAMBDA_LOG_LEVEL: "TRACE" })).length, 1);
  });

  test("an error that ends an invocation is an object too", async () => {
    const [line] = await jsonOf("raise ValueError('bad')");
    assert.deepEqual(Object.keys(line ?? {}), [
      "timestamp",
      "level",
      "errorMessage",
      "errorType",
      "requestId",
      "stackTrace",
    ]);
    assert.equal(line?.["level"], "ERROR");
  });
});
