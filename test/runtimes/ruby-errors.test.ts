import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess, type TestFunction } from "../support/function-process.ts";
import { NO_RUBY, RUBY } from "../support/test-ruby.ts";

interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

const initErrorOf = async (settings: Omit<TestFunction, "runtime">) => {
  await using fn = await FunctionProcess.start({ runtime: RUBY, ...settings });
  const report = await fn.initError();
  assert.equal(await fn.exited, 252);
  return { ...(report.json as ErrorPayload), platformType: report.errorType };
};

describe("Ruby errors while the function is loaded", { skip: NO_RUBY }, () => {
  test("a handler without a dot, or with too many, is no handler", async () => {
    const { errorType, errorMessage } = await initErrorOf({ files: {}, handler: "index" });
    assert.equal(errorType, "Init<ArgumentError>");
    assert.match(
      errorMessage,
      /^Invalid handler \["index"\], must be of form FILENAME.METHOD or FILENAME.CLASS.METHOD/,
    );
    assert.equal((await initErrorOf({ files: {}, handler: "a.b.c.d" })).errorType, "Init<ArgumentError>");
  });

  test("a missing file is named, to the platform too", async () => {
    const error = await initErrorOf({ files: {}, handler: "nowhere.handler" });
    assert.equal(error.errorType, "Init<LoadError>");
    assert.equal(error.errorMessage, "cannot load such file -- nowhere");
    assert.equal(error.platformType, "Init<LoadError>");
  });

  test("so is a missing dependency, with the line that wants it", async () => {
    const { errorType, stackTrace } = await initErrorOf({ files: { "index.rb": "\nrequire 'absent'\n" } });
    assert.equal(errorType, "Init<LoadError>");
    assert.ok(stackTrace.some((frame) => /\/task\/index.rb:2:in /.test(frame)));
    assert.equal(stackTrace.join().includes("lambkin_runtime"), false, "the runtime's own frames are left out");
  });

  test("a syntax error is one of the file", async () => {
    const { errorType, errorMessage } = await initErrorOf({ files: { "index.rb": "def handler(\n" } });
    assert.equal(errorType, "Init<SyntaxError>");
    assert.match(errorMessage, /\/task\/index.rb:1: syntax error/);
  });

  test("an error of a class of the function's own is not named to the platform", async () => {
    const error = await initErrorOf({
      files: { "index.rb": "class Secret < StandardError; end\nraise Secret, 'no'\n" },
    });
    assert.deepEqual([error.errorType, error.errorMessage], ["Init<Secret>", "no"]);
    assert.equal(error.platformType, "Function<UserException>");
  });

  test("exit is an error too", async () => {
    assert.equal((await initErrorOf({ files: { "index.rb": "exit 3\n" } })).errorType, "Init<SystemExit>");
  });

  test("the log says it too", async () => {
    await using fn = await FunctionProcess.start({ runtime: RUBY, files: {} });
    await fn.initError();
    const [title, payload] = await fn.lines();
    assert.equal(title, "Init error when loading handler index.handler");
    const { errorType } = JSON.parse(payload ?? "") as ErrorPayload;
    assert.equal(errorType, "Init<LoadError>");
  });
});

const files = {
  "index.rb": [
    "def handler(event:, context:)",
    "  raise ArgumentError, 'not this' if event == 'fail'",
    "  at_exit { print 'cleaned up' }",
    "  exit 7 if event == 'exit'",
    "  exit! 7 if event == 'exit!'",
    "  handler(event: event, context: context) if event == 'recursion'",
    "  event.nonexistent if event == 'method'",
    "  Process.kill('TERM', $$); sleep",
    "end",
  ].join("\n"),
};

/** The event is answered with an error and ends the process; returns what that printed. */
const endsWith = async (event: string, errorType: string) => {
  await using fn = await FunctionProcess.start({ runtime: RUBY, files });
  const report = await fn.invoke(event);
  assert.equal((report.json as ErrorPayload).errorType, errorType);
  assert.equal(await fn.exited, 255);
  assert.match(fn.output, /^Critical exception from handler\n/);
  return fn.output;
};

describe("Ruby errors of an invocation", { skip: NO_RUBY }, () => {
  test("a raised error is told with type, message and trace, and the next invocation goes on", async () => {
    await using fn = await FunctionProcess.start({ runtime: RUBY, files });
    const report = await fn.invoke("fail");
    assert.equal(report.kind, "error");
    assert.equal(report.errorType, "Function<ArgumentError>");
    const payload = report.json as ErrorPayload;
    assert.deepEqual(Object.keys(payload), ["errorMessage", "errorType", "stackTrace"]);
    assert.deepEqual([payload.errorMessage, payload.errorType], ["not this", "Function<ArgumentError>"]);
    assert.equal(payload.stackTrace.length, 1);
    assert.match(payload.stackTrace[0] ?? "", /\/task\/index.rb:2:in [`'].*handler'$/);
    assert.equal((await fn.invoke("fail")).kind, "error");
    const [title, logged] = await fn.lines();
    assert.equal(title, "Error raised from handler method");
    assert.deepEqual(JSON.parse(logged ?? ""), payload);
  });

  test("a method that does not exist ends the environment", async () => {
    await endsWith("method", "Function<NoMethodError>");
  });

  test("so does an endless recursion", async () => {
    await endsWith("recursion", "Function<SystemStackError>");
  });

  test("so does a signal", async () => {
    await endsWith("signal", "Function<SignalException>");
  });

  test("so does exit, after what the function does at exit", async () => {
    assert.match(await endsWith("exit", "Function<SystemExit>"), /cleaned up$/);
  });

  test("exit! ends the process without an answer", async () => {
    await using fn = await FunctionProcess.start({ runtime: RUBY, files });
    await assert.rejects(fn.invoke("exit!"), /ended with 7:/);
  });

  test("a class or method that the handler names in vain is noticed when it is called", async () => {
    await using wrongClass = await FunctionProcess.start({ runtime: RUBY, files, handler: "index.Absent.handler" });
    assert.equal(((await wrongClass.invoke({})).json as ErrorPayload).errorType, "Function<NameError>");
    await using wrongMethod = await FunctionProcess.start({ runtime: RUBY, files, handler: "index.absent" });
    assert.equal(((await wrongMethod.invoke({})).json as ErrorPayload).errorType, "Function<NoMethodError>");
  });

  test("a handler that takes its arguments by position is an error", async () => {
    const wrong = { "index.rb": "def handler(event, context)\nend\n" };
    await using fn = await FunctionProcess.start({ runtime: RUBY, files: wrong });
    assert.equal(((await fn.invoke({})).json as ErrorPayload).errorType, "Function<ArgumentError>");
  });

  test("a message that has no UTF-8 form is told all the same", async () => {
    const binary = { "index.rb": 'def handler(event:, context:)\n  raise "\\xff bad"\nend\n' };
    await using fn = await FunctionProcess.start({ runtime: RUBY, files: binary });
    assert.equal(((await fn.invoke({})).json as ErrorPayload).errorMessage, "\ufffd bad");
  });

  test("an event that is not JSON is an error of the runtime", async () => {
    await using fn = await FunctionProcess.start({ runtime: RUBY, files });
    const report = await fn.api.invoke("{");
    assert.equal((report.json as ErrorPayload).errorType, "Runtime<JSON::ParserError>");
    assert.equal(await fn.exited, 254);
  });

  test("while it waits, a signal ends the process as signals do", async () => {
    const answering = { "index.rb": "def handler(event:, context:) = $$\n" };
    await using fn = await FunctionProcess.start({ runtime: RUBY, files: answering });
    process.kill((await fn.invoke({})).json as number, "SIGTERM");
    assert.equal(await fn.exited, "SIGTERM");
  });
});
