import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess, type TestFunction } from "../support/function-process.ts";
import { PYTHON } from "../support/test-runtimes.ts";

interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly requestId: string;
  readonly stackTrace: readonly string[];
}

const initErrorOf = async (settings: Omit<TestFunction, "runtime">): Promise<ErrorPayload> => {
  await using fn = await FunctionProcess.start({ runtime: PYTHON, ...settings });
  const report = await fn.initError();
  const payload = report.json as ErrorPayload;
  assert.equal(report.errorType, payload.errorType, "the header says the same");
  assert.equal(await fn.exited, 1);
  return payload;
};

describe("Python errors while the function is loaded", () => {
  test("a handler without a dot is malformed", async () => {
    const { errorType, errorMessage } = await initErrorOf({ files: {}, handler: "index" });
    assert.equal(errorType, "Runtime.MalformedHandlerName");
    assert.equal(errorMessage, "Bad handler 'index': not enough values to unpack (expected 2, got 1)");
  });

  test("a missing module is an import error", async () => {
    const { errorType, errorMessage } = await initErrorOf({ files: {}, handler: "nowhere.handler" });
    assert.equal(errorType, "Runtime.ImportModuleError");
    assert.equal(errorMessage, "Unable to import module 'nowhere': No module named 'nowhere'");
  });

  test("so is a missing dependency", async () => {
    const { errorType, errorMessage } = await initErrorOf({ files: { "index.py": "import absent\n" } });
    assert.equal(errorType, "Runtime.ImportModuleError");
    assert.equal(errorMessage, "Unable to import module 'index': No module named 'absent'");
  });

  test("a syntax error shows the place", async () => {
    const { errorType, errorMessage, stackTrace } = await initErrorOf({ files: { "index.py": "def handler(:\n" } });
    assert.equal(errorType, "Runtime.UserCodeSyntaxError");
    assert.equal(errorMessage, "Syntax error in module 'index': invalid syntax (index.py, line 1)");
    assert.match(stackTrace[0] ?? "", /^ {2}File ".*\/task\/index.py" Line 1\n {4}def handler\(:/);
  });

  test("a function that is not there is named", async () => {
    const { errorType, errorMessage } = await initErrorOf({ files: { "index.py": "" } });
    assert.equal(errorType, "Runtime.HandlerNotFound");
    assert.equal(errorMessage, "Handler 'handler' missing on module 'index'");
  });

  test("a module built into Python cannot be the handler's", async () => {
    const { errorType, errorMessage } = await initErrorOf({ files: {}, handler: "sys.exit" });
    assert.equal(errorType, "Runtime.BuiltInModuleConflict");
    assert.equal(errorMessage, "Cannot use built-in module sys as a handler module");
  });

  test("an error at the top level keeps its own name and ends with the module's line", async () => {
    const { errorType, errorMessage, stackTrace } = await initErrorOf({
      files: { "index.py": "raise KeyError('k')\n" },
    });
    assert.deepEqual([errorType, errorMessage], ["KeyError", "'k'"]);
    assert.match(stackTrace.at(-1) ?? "", /File ".*\/task\/index.py", line 1, in <module>\n {4}raise KeyError\('k'\)/);
  });

  test("sys.exit at the top level ends the process without a report", async () => {
    await using fn = await FunctionProcess.start({
      runtime: PYTHON,
      files: { "index.py": "import sys; sys.exit(3)\n" },
    });
    assert.equal(await fn.exited, 3);
  });

  test("the log says it too", async () => {
    await using fn = await FunctionProcess.start({ runtime: PYTHON, files: {} });
    await fn.initError();
    const [warning, error] = await fn.lines();
    assert.match(
      warning ?? "",
      /^\[WARNING\]\t\S+Z\t\tLAMBDA_WARNING: Unhandled exception. The most likely cause is an issue/,
    );
    assert.equal(
      error,
      "[ERROR] Runtime.ImportModuleError: Unable to import module 'index': No module named 'index'\rTraceback (most recent call last):",
    );
  });
});

describe("Python errors of an invocation", () => {
  const files = {
    "index.py": [
      "import sys",
      "def handler(event, context):",
      "    if event == 'fail': raise ValueError('not this')",
      "    if event == 'exit': print('going', end=''); sys.exit(7)",
      "    return 'fine'",
      "",
    ].join("\n"),
  };

  test("a raised error is told with type, message and trace, and the next invocation goes on", async () => {
    await using fn = await FunctionProcess.start({ runtime: PYTHON, files });
    const requestId = fn.api.nextRequestId;
    const report = await fn.invoke("fail");
    assert.equal(report.kind, "error");
    assert.equal(report.errorType, "ValueError");
    const payload = report.json as ErrorPayload;
    assert.deepEqual(Object.keys(payload), ["errorMessage", "errorType", "requestId", "stackTrace"]);
    assert.deepEqual(
      [payload.errorMessage, payload.errorType, payload.requestId],
      ["not this", "ValueError", requestId],
    );
    assert.equal(payload.stackTrace.length, 1);
    assert.match(
      payload.stackTrace[0] ?? "",
      /^ {2}File ".*\/task\/index.py", line 3, in handler\n {4}if event == 'fail'/,
    );
    assert.equal((await fn.invoke({})).json, "fine");
    const [line] = await fn.lines();
    assert.match(
      line ?? "",
      /^\[ERROR\] ValueError: not this\rTraceback \(most recent call last\):\r\u00a0\u00a0File "/,
    );
  });

  test("sys.exit ends the process without an answer, after what was printed", async () => {
    await using fn = await FunctionProcess.start({ runtime: PYTHON, files });
    await assert.rejects(fn.invoke("exit"), /ended with 7:\ngoing/);
  });

  test("a message that has no UTF-8 form is told all the same", async () => {
    const code = "def handler(event, context):\n    raise ValueError(chr(0xdc80) + ' bad')\n";
    await using fn = await FunctionProcess.start({ runtime: PYTHON, files: { "index.py": code } });
    assert.equal(((await fn.invoke({})).json as ErrorPayload).errorMessage, "\udc80 bad");
    assert.match((await fn.lines())[0] ?? "", /^\[ERROR\] ValueError: \\udc80 bad\r/);
  });

  test("an event that is not JSON is an error", async () => {
    await using fn = await FunctionProcess.start({ runtime: PYTHON, files });
    const report = await fn.api.invoke("{");
    assert.equal(report.errorType, "Runtime.UnmarshalError");
    assert.match((report.json as ErrorPayload).errorMessage, /^Unable to unmarshal input: Expecting property name/);
  });
});
