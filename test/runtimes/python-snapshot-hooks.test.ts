import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";
import { PYTHON } from "../support/test-runtimes.ts";

const SOURCE = `
from snapshot_restore_py import register_after_restore, register_before_snapshot

called = []

@register_before_snapshot
def before():
    called.append("before")

@register_after_restore
def after():
    called.append("after")

def with_arguments(name, *, suffix):
    called.append(name + suffix)

assert register_before_snapshot(with_arguments, "before", suffix="!") is with_arguments
assert register_after_restore(with_arguments, "after", suffix="!") is with_arguments

def handler(event, context):
    if event.get("by_hand"):
        before()
    return called
`;

describe("hooks around snapshots, in Python", () => {
  test("are registered by call and by decorator, and never called", async () => {
    await using fn = await FunctionProcess.start({ runtime: PYTHON, files: { "index.py": SOURCE } });
    assert.deepEqual((await fn.invoke({})).json, []);
    assert.deepEqual((await fn.invoke({ by_hand: true })).json, ["before"]);
  });

  test("step back behind a library that the function brings", async () => {
    const files = {
      "index.py": "import snapshot_restore_py\ndef handler(event, context):\n    return snapshot_restore_py.ORIGIN\n",
      "snapshot_restore_py.py": "ORIGIN = 'bundled'\n",
    };
    await using fn = await FunctionProcess.start({ runtime: PYTHON, files });
    assert.equal((await fn.invoke({})).json, "bundled");
  });
});
