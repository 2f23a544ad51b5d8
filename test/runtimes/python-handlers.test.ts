import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess, type TestFunction } from "../support/function-process.ts";
import { PYTHON, testRuntimes } from "../support/test-runtimes.ts";

const answerOf = async (settings: Omit<TestFunction, "runtime">, event: unknown = {}) => {
  await using fn = await FunctionProcess.start({ runtime: PYTHON, ...settings });
  return (await fn.invoke(event)).json;
};
const module = (body: string) => ({ "index.py": `def handler(event, context):\n${body.replaceAll(/^/gm, "    ")}\n` });

describe("Python handlers", () => {
  test("answer with what they return", async () => {
    assert.deepEqual(await answerOf({ files: module("return {'got': event}") }, { a: [1, "ü"] }), {
      got: { a: [1, "ü"] },
    });
    assert.equal(await answerOf({ files: module("pass") }), null);
  });

  test("may lie in folders and packages, named with slashes or dots", async () => {
    const files = { "src/api/app.py": "def create(event, context):\n    return 'created'\n", "src/__init__.py": "" };
    assert.equal(await answerOf({ files, handler: "src/api/app.create" }), "created");
    assert.equal(await answerOf({ files, handler: "src.api.app.create" }), "created");
  });

  test("may be named like a part of the runtime", async () => {
    const files = {
      "handler.py": "import context\ndef main(event, _):\n    return context.NAME\n",
      "context.py": "NAME = 'mine'\n",
    };
    assert.equal(await answerOf({ files, handler: "handler.main" }), "mine");
  });

  test("keep their state from one invocation to the next", async () => {
    const files = { "index.py": "calls = 0\ndef handler(e, c):\n    global calls\n    calls += 1\n    return calls\n" };
    await using fn = await FunctionProcess.start({ runtime: PYTHON, files });
    assert.equal((await fn.invoke({})).json, 1);
    assert.equal((await fn.invoke({})).json, 2);
  });

  test("look for modules in the code, in layers, in the runtime, then in Python itself", async () => {
    const path = (await answerOf({ files: module("import sys; return sys.path") })) as string[];
    const ending = path.map((entry) => entry.replace(/^\/tmp\/lambkin-function-\w+/, ""));
    assert.deepEqual(ending.slice(0, 4), [
      "/task",
      `/opt/python/lib/${PYTHON}/site-packages`,
      "/opt/python",
      "/runtime/python",
    ]);
    assert.deepEqual(
      ending.filter((entry) => /site-packages$|dist-packages$/.test(entry)),
      [`/opt/python/lib/${PYTHON}/site-packages`],
      "packages of the host are no part of the runtime",
    );
  });

  test("find exit, help and a sitecustomize of a layer, as with Python's site module", async () => {
    const files = {
      ...module("import os; return [type(exit).__name__, type(help).__name__, os.environ.get('CUSTOMIZED')]"),
      "custom/sitecustomize.py": "import os; os.environ['CUSTOMIZED'] = 'yes'\n",
    };
    const environment = { PYTHONPATH: "/var/task/custom" };
    assert.deepEqual(await answerOf({ files, environment }), ["Quitter", "_Helper", "yes"]);
  });

  test("AWS_LAMBDA_EXEC_WRAPPER starts the runtime", async () => {
    const files = {
      ...module("import os; return os.environ.get('WRAPPED')"),
      "wrapper.sh": '#!/bin/sh\nexport WRAPPED=yes\nexec "$@"\n',
    };
    assert.equal(await answerOf({ files, environment: { AWS_LAMBDA_EXEC_WRAPPER: "/var/task/wrapper.sh" } }), "yes");
  });

  test("the variables are AWS's, and text is UTF-8", async () => {
    const body =
      "import os, sys; return [os.environ['AWS_EXECUTION_ENV'], os.environ['TZ'], sys.stdout.encoding.lower()]";
    assert.deepEqual(await answerOf({ files: module(body) }), [`AWS_Lambda_${PYTHON}`, ":UTC", "utf-8"]);
  });
});

const textOf = async (body: string, runtime = PYTHON) => {
  await using fn = await FunctionProcess.start({ runtime, files: module(body) });
  const report = await fn.invoke({});
  return [report.bytes.toString(), report.headers["content-type"]];
};

const lacks = async (identifier: string) =>
  (await testRuntimes.find(identifier)).kind === "ready" ? false : `this host has no ${identifier}`;

const LACKS_311 = await lacks("python3.11");
const LACKS_312 = await lacks("python3.12");

describe("Python results", () => {
  test("a Decimal is a number with all its digits, also inside text-like places", async () => {
    const body =
      "from decimal import Decimal as D; return {'a': D('1.234567890123456789012345'), 'b': [D('1E+3'), 'x'], 'c': D('NaN')}";
    assert.deepEqual(await textOf(body), [
      '{"a": 1.234567890123456789012345, "b": [1E+3, "x"], "c": NaN}',
      "application/json",
    ]);
  });

  test("bytes are passed on as they are", async () => {
    assert.deepEqual(await textOf("return b'raw'"), ["raw", "application/unknown"]);
  });

  test("text beyond ASCII is escaped up to Python 3.11", { skip: LACKS_311 }, async () => {
    assert.deepEqual(await textOf("return 'ü'", "python3.11"), ['"\\u00fc"', "application/json"]);
  });

  test("text beyond ASCII is written as it is from Python 3.12 on", { skip: LACKS_312 }, async () => {
    assert.deepEqual(await textOf("return 'ü'", "python3.12"), ['"ü"', "application/json"]);
  });

  test("what JSON cannot express is an error", async () => {
    await using fn = await FunctionProcess.start({ runtime: PYTHON, files: module("return {1, 2}") });
    const report = await fn.invoke({});
    assert.equal(report.errorType, "Runtime.MarshalError");
    assert.deepEqual(report.json, {
      errorMessage: "Unable to marshal response: Object of type set is not JSON serializable",
      errorType: "Runtime.MarshalError",
      requestId: "8476a536-e9f4-11e8-9739-000000000001",
      stackTrace: [],
    });
  });
});
