import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";
import { NO_RUBY, RUBY } from "../support/test-ruby.ts";

const REQUEST_ID = "8476a536-e9f4-11e8-9739-000000000001";

const linesOf = async (body: string, environment: Record<string, string> = {}) => {
  const code = `def handler(event:, context:)\n${body}\nend\n`;
  await using fn = await FunctionProcess.start({ runtime: RUBY, files: { "index.rb": code }, environment });
  await fn.invoke({});
  return await fn.lines();
};

const jsonOf = async (body: string, environment: Record<string, string> = {}) => {
  const lines = await linesOf(body, { AWS_LAMBDA_LOG_FORMAT: "JSON", ...environment });
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};

describe("Ruby log lines in text", { skip: NO_RUBY }, () => {
  test("of a logger carry level, time, process, request id and name", async () => {
    const lines = await linesOf("Logger.new($stdout, progname: 'mine').info('a')\nLogger.new($stderr).error('b')");
    assert.match(
      lines[0] ?? "",
      /^I, \[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6} #\d+\] {2}INFO 8476a536-e9f4-11e8-9739-000000000001 -- mine: a$/,
    );
    assert.match(lines[1] ?? "", / ERROR 8476a536-e9f4-11e8-9739-000000000001 -- : b$/);
  });

  test("of a logger made before the invocation carry its request id too", async () => {
    const code = "LOG = Logger.new($stdout)\ndef handler(event:, context:) = LOG.warn('x')\n";
    await using fn = await FunctionProcess.start({ runtime: RUBY, files: { "index.rb": code } });
    await fn.invoke({});
    assert.match((await fn.lines())[0] ?? "", new RegExp(` WARN ${REQUEST_ID} -- : x$`));
  });

  test("of a logger with a form of its own keep it", async () => {
    const body = "Logger.new($stdout, formatter: ->(level, _, _, text) { \"#{level}! #{text}\\n\" }).info('a')";
    assert.deepEqual(await linesOf(body), ["INFO! a"]);
  });

  test("of a logger that writes elsewhere are Ruby's own", async () => {
    const body = "io = StringIO.new\nLogger.new(io).debug('a')\n$stdout.print(io.string)";
    assert.match((await linesOf(body, { AWS_LAMBDA_LOG_LEVEL: "ERROR" }))[0] ?? "", /^D, \[.*\] DEBUG -- : a$/);
  });

  test("of a logger without a device appear, as on AWS", async () => {
    assert.equal((await linesOf("Logger.new(nil).info('a')")).length, 1);
  });

  test("lines below the level are left out, unless the logger has a level of its own", async () => {
    const body = "Logger.new($stdout).info('a')\nLogger.new($stdout, level: Logger::DEBUG).debug('b')";
    const lines = await linesOf(body, { AWS_LAMBDA_LOG_LEVEL: "WARN" });
    assert.deepEqual([lines.length, lines[0]?.endsWith(": b")], [1, true]);
  });

  test("what puts writes is one line", async () => {
    assert.deepEqual(await linesOf("puts 'one', ['two', [nil, 3]]\nputs\nputs \"x\\n\""), ["one\rtwo\r\r3", "", "x"]);
  });

  test("what is written in other ways appears as it is", async () => {
    assert.deepEqual(await linesOf("print 'a', \"b\\n\"\np :c\n$stdout.puts \"d\\ne\"\nwarn 'f'"), [
      "ab",
      ":c",
      "d",
      "e",
      "f",
    ]);
  });

  test("text that has no UTF-8 form is replaced, not refused", async () => {
    assert.deepEqual(await linesOf('puts "\\xff", "\\xfc".b, "\\xfc".dup.force_encoding("ISO-8859-1")'), [
      "\ufffd\r\ufffd\rü",
    ]);
  });
});

describe("Ruby log lines in JSON", { skip: NO_RUBY }, () => {
  test("carry time, level, message, request id and logger", async () => {
    const [line] = await jsonOf("Logger.new($stdout, progname: 'mine').warn('a')");
    assert.match(String(line?.["timestamp"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    assert.deepEqual(
      { ...line, timestamp: undefined },
      { timestamp: undefined, level: "WARN", message: "a", requestId: REQUEST_ID, logger: "mine" },
    );
  });

  test("an exception is described", async () => {
    const [line] = await jsonOf("begin\n 1 / 0\nrescue => error\n Logger.new($stdout).error(error)\nend");
    assert.equal(line?.["message"], "divided by 0");
    assert.equal(line["errorType"], "ZeroDivisionError");
    assert.equal(line["errorMessage"], "divided by 0");
    assert.ok(Array.isArray(line["stackTrace"]));
    assert.match(String(line["location"]), /\/task\/index.rb:.*\/:3$/);
  });

  test("lines below the level are left out; TRACE means DEBUG, which is Ruby's lowest", async () => {
    const body = "log = Logger.new($stdout)\nlog.debug('a')\nlog.fatal('b')";
    assert.deepEqual(
      (await jsonOf(body, { AWS_LAMBDA_LOG_LEVEL: "FATAL" })).map(({ level }) => level),
      ["FATAL"],
    );
    assert.equal((await jsonOf(body, { AWS_LAMBDA_LOG_LEVEL: "TRACE" })).length, 2);
  });

  test("what is printed stays text", async () => {
    assert.deepEqual(await linesOf("puts 'plain'", { AWS_LAMBDA_LOG_FORMAT: "JSON" }), ["plain"]);
  });

  test("an error that ends an invocation is one object", async () => {
    const [line] = await jsonOf("raise ArgumentError, 'bad'");
    assert.deepEqual(Object.keys(line ?? {}), [
      "timestamp",
      "level",
      "message",
      "requestId",
      "errorMessage",
      "errorType",
      "stackTrace",
    ]);
    assert.deepEqual([line?.["level"], line?.["errorType"]], ["ERROR", "Function<ArgumentError>"]);
  });
});
