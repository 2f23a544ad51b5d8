import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";
import { PYTHON } from "../support/test-runtimes.ts";

const SOURCE = `
import random
from snapshot_restore_py import register_after_restore, register_before_snapshot

called = []
seeds = []

@register_before_snapshot
def before():
    called.append("before")
    seeds.append(random.getstate())

@register_after_restore
def after():
    called.append("after")
    seeds.append(random.getstate())

def with_arguments(name, *, suffix):
    called.append(name + suffix)

assert register_before_snapshot(with_arguments, "before", suffix="!") is with_arguments
assert register_after_restore(with_arguments, "after", suffix="!") is with_arguments

def handler(event, context):
    if event.get("by_hand"):
        before()
    if event.get("seeds"):
        return seeds[0] == seeds[1]
    return called
`;

const snapStart = { AWS_LAMBDA_INITIALIZATION_TYPE: "snap-start" };

const start = (source: string, environment: Readonly<Record<string, string>> = {}) =>
  FunctionProcess.start({ runtime: PYTHON, files: { "index.py": source }, environment });

describe("hooks around snapshots, in Python", () => {
  test("are registered by call and by decorator, and not called without SnapStart", async () => {
    await using fn = await start(SOURCE);
    assert.deepEqual((await fn.invoke({})).json, []);
    assert.deepEqual((await fn.invoke({ by_hand: true })).json, ["before"]);
  });

  test("are called before the snapshot, the last one first, and after it, the first one first", async () => {
    await using fn = await start(SOURCE, snapStart);
    await fn.api.restorable;
    await fn.api.restore();
    assert.deepEqual((await fn.invoke({})).json, ["before!", "before", "after", "after!"]);
  });

  test("find random numbers seeded anew after the snapshot", async () => {
    await using fn = await start(SOURCE, snapStart);
    await fn.api.restorable;
    await fn.api.restore();
    assert.equal((await fn.invoke({ seeds: true })).json, false);
  });

  test("are none of functions that register none", async () => {
    await using fn = await start("def handler(event, context):\n    return 1\n", snapStart);
    await fn.api.restorable;
    await fn.api.restore();
    assert.equal((await fn.invoke({})).json, 1);
  });

  test("that fail before the snapshot fail the initialization, as on AWS", async () => {
    await using fn = await start(
      "import snapshot_restore_py\nsnapshot_restore_py.register_before_snapshot(int, 'x')\ndef handler(e, c): pass\n",
      snapStart,
    );
    const report = await fn.initError();
    assert.equal(report.errorType, "Runtime.BeforeSnapshotError");
    assert.equal((report.json as { readonly errorType: string }).errorType, "ValueError");
    assert.equal(await fn.exited, 64);
  });

  test("that fail after it fail the restore, as on AWS", async () => {
    await using fn = await start(
      "import sys, snapshot_restore_py\nsnapshot_restore_py.register_after_restore(sys.exit)\ndef handler(e, c): pass\n",
      snapStart,
    );
    await fn.api.restorable;
    await fn.api.restore();
    const report = await fn.api.restoreError;
    assert.equal(report.errorType, "Runtime.AfterRestoreError");
    assert.equal((report.json as { readonly errorType: string }).errorType, "SystemExit");
    assert.equal(await fn.exited, 65);
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
