import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";

const SOURCE = `
const called = [];
const { snapStart } = awslambda;
snapStart.beforeSnapshot(() => called.push("before 1"));
snapStart.beforeSnapshot(async () => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  called.push("before 2");
});
snapStart.afterRestore(async () => {
  await null;
  called.push("after 1");
});
snapStart.afterRestore(() => called.push("after 2"));
exports.handler = async () => called;
`;

const snapStart = { AWS_LAMBDA_INITIALIZATION_TYPE: "snap-start" };

const start = (source: string, environment: Readonly<Record<string, string>> = {}, runtime = "nodejs24.x") =>
  FunctionProcess.start({ runtime, files: { "index.js": source }, environment });

/** Goes through the restore phase and answers what the function then says. */
const restored = async (source: string, runtime?: string): Promise<unknown> => {
  await using fn = await start(source, snapStart, runtime);
  await fn.api.restorable;
  await fn.api.restore();
  return (await fn.invoke({})).json;
};

describe("hooks around snapshots, in Node.js", () => {
  test("are not called without SnapStart", async () => {
    await using fn = await start(SOURCE);
    assert.deepEqual((await fn.invoke({})).json, []);
  });

  test("are awaited before the snapshot, the last one first, and after it, the first one first", async () => {
    assert.deepEqual(await restored(SOURCE), ["before 2", "before 1", "after 1", "after 2"]);
  });

  test("are there for all versions of Node.js", async () => {
    const expected = ["before 2", "before 1", "after 1", "after 2"];
    assert.deepEqual(await restored(SOURCE, "nodejs20.x"), expected);
    assert.deepEqual(await restored(SOURCE, "nodejs22.x"), expected);
  });

  test("that fail before the snapshot fail the initialization", async () => {
    await using fn = await start(
      `awslambda.snapStart.beforeSnapshot(() => { throw new RangeError("no"); }); exports.handler = async () => 1;`,
      snapStart,
    );
    const report = await fn.initError();
    assert.equal(report.errorType, "Runtime.BeforeSnapshotError");
    assert.equal((report.json as { readonly errorType: string }).errorType, "RangeError");
    assert.equal(await fn.exited, 64);
  });

  test("that fail after it fail the restore", async () => {
    await using fn = await start(
      `awslambda.snapStart.afterRestore(async () => { throw new RangeError("no"); }); exports.handler = async () => 1;`,
      snapStart,
    );
    await fn.api.restorable;
    await fn.api.restore();
    const report = await fn.api.restoreError;
    assert.equal(report.errorType, "Runtime.AfterRestoreError");
    assert.equal(await fn.exited, 65);
  });

  test("find another Math.random after the snapshot, which is as good as the former", async () => {
    const source = `
      const former = Math.random;
      exports.handler = async () => {
        const numbers = Array.from({ length: 100_000 }, () => Math.random());
        const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
        return {
          isAnother: Math.random !== former,
          name: Math.random.name,
          isEnumerable: Object.keys(Math).includes("random"),
          distinct: new Set(numbers).size,
          isInRange: numbers.every((number) => number >= 0 && number < 1),
          isBalanced: Math.abs(mean - 0.5) < 0.01,
        };
      };`;
    assert.deepEqual(await restored(source), {
      isAnother: true,
      name: "random",
      isEnumerable: false,
      distinct: 100_000,
      isInRange: true,
      isBalanced: true,
    });
  });

  test("find Math.random as it was, where the function froze it", async () => {
    const source =
      "const former = Math.random; Object.freeze(Math); exports.handler = async () => Math.random === former;";
    assert.equal(await restored(source), true);
  });
});
