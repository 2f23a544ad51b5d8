import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";
import { PYTHON, testRuntimes } from "../support/test-runtimes.ts";

describe("boto3 in Python functions", () => {
  test("is there, and steps back behind the function's own packages", async () => {
    await testRuntimes.prepare(PYTHON, { signal: new AbortController().signal });
    const code = "import boto3\ndef handler(event, context):\n    return boto3.__version__\n";
    await using ours = await FunctionProcess.start({ runtime: PYTHON, files: { "index.py": code } });
    assert.equal((await ours.invoke({})).json, "1.42.97");
    const files = { "index.py": code, "boto3/__init__.py": "__version__ = 'bundled'\n" };
    await using bundled = await FunctionProcess.start({ runtime: PYTHON, files });
    assert.equal((await bundled.invoke({})).json, "bundled");
  });
});
