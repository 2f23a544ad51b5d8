import assert from "node:assert/strict";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import type { Runtime } from "../../../../../../src/runtimes/contract.ts";
import { openDerivedCode } from "../../../../../../src/services/lambda/control/code/derived-code.ts";
import { type HeadStart, HeadStarts } from "../../../../../../src/services/lambda/invoke/head-starts/head-starts.ts";
import type { FunctionVersion } from "../../../../../../src/services/lambda/model/function-version.ts";
import { temporaryDirectory } from "../../../../../support/temporary-directory.ts";
import { functionVersion } from "../invoker-fixture.ts";

const NODE: Runtime = {
  identifier: "nodejs24.x",
  version: "nodejs:24.v21",
  source: "/node",
  headStarts: { withCompiledCode: true },
  launch: () => assert.fail("nothing is started"),
};
const BIG = { sha256: "a".repeat(64), sizeBytes: 1_000_000 };
const HELLO = functionVersion({}, { code: BIG });
const COMPILED = { path: "v24.21.0-x64-1/0a1b2c3d", content: Buffer.from("compiled") };
const GO_WITH_NOTHING: HeadStart = { kind: "go", preload: [], compiledCode: undefined };

const fixture = async (context: TestContext) => {
  const home = temporaryDirectory();
  const held = new AsyncDisposableStack();
  context.after(async () => {
    await held.disposeAsync();
    home[Symbol.dispose]();
  });
  const open = async () => {
    const tasks: Promise<void>[] = [];
    const learnt: FunctionVersion[] = [];
    const headStarts = new HeadStarts({
      derivedCode: await openDerivedCode(home.path),
      run: (task) => tasks.push(task()),
      onLearnt: async (version) => void learnt.push(version),
    });
    const next = (version = HELLO, runtime = NODE) => headStarts.next(version, runtime, held);
    /** One start that leaves notes, to its end. */
    const learn = async (version = HELLO, notes = { preload: ["boto3"], files: [COMPILED] }) => {
      const headStart = await next(version);
      assert.ok(headStart.kind === "learn");
      headStart.learning.note(notes);
      headStart.learning.end("initialized");
      await Promise.all(tasks);
    };
    return { headStarts, next, learn, learnt, settle: () => Promise.all(tasks) };
  };
  return { open, directory: home.path, ...(await open()) };
};

describe("the environments of a version", () => {
  test("learn from the first of them whose init succeeds", async (context) => {
    const { next, learn, learnt } = await fixture(context);
    await learn();
    const headStart = await next();
    assert.ok(headStart.kind === "go");
    assert.deepEqual(headStart.preload, ["boto3"]);
    assert.equal(await readFile(join(headStart.compiledCode ?? "", COMPILED.path), "utf8"), "compiled");
    assert.deepEqual(learnt, [HELLO]);
  });

  test("begin as ever while one of them learns", async (context) => {
    const { next } = await fixture(context);
    assert.equal((await next()).kind, "learn");
    assert.deepEqual(await next(), GO_WITH_NOTHING);
  });

  test("learn nothing from an init that failed, and try again", async (context) => {
    const { next, settle } = await fixture(context);
    const first = await next();
    assert.ok(first.kind === "learn");
    first.learning.end("failed");
    await settle();
    assert.equal((await next()).kind, "learn");
  });

  test("are not asked again when there was nothing to say", async (context) => {
    const { next, settle } = await fixture(context);
    const first = await next();
    assert.ok(first.kind === "learn");
    first.learning.end("initialized");
    await settle();
    assert.deepEqual(await next(), GO_WITH_NOTHING);
  });

  test("are not told what was said after the first event", async (context) => {
    const { next, settle } = await fixture(context);
    const first = await next();
    assert.ok(first.kind === "learn");
    first.learning.end("initialized");
    first.learning.note({ preload: ["boto3"], files: [COMPILED] });
    await settle();
    assert.deepEqual(await next(), GO_WITH_NOTHING);
  });

  test("know it after the server was started again", async (context) => {
    const { learn, open } = await fixture(context);
    await learn();
    const headStart = await (await open()).next();
    assert.ok(headStart.kind === "go" && headStart.compiledCode !== undefined);
    assert.deepEqual(headStart.preload, ["boto3"]);
  });

  test("do without what was removed from the disk", async (context) => {
    const { next, learn, open, directory } = await fixture(context);
    await learn();
    const restarted = await open();
    await rm(directory, { recursive: true });
    assert.deepEqual(await next(), { kind: "go", preload: ["boto3"], compiledCode: undefined });
    assert.deepEqual(await restarted.next(), GO_WITH_NOTHING);
  });

  test("learn nothing from another version, another revision, another function or another runtime", async (context) => {
    const { next, learn } = await fixture(context);
    await learn();
    assert.equal((await next({ ...HELLO, version: "1" })).kind, "learn");
    assert.equal((await next({ ...HELLO, revisionId: "second" })).kind, "learn");
    assert.equal((await next({ ...HELLO, functionName: "other" })).kind, "learn");
    assert.equal((await next(HELLO, { ...NODE, version: "nodejs:24.v22" })).kind, "learn");
  });

  test("are shown no files but compiled code", async (context) => {
    const { next, learn } = await fixture(context);
    const files = [
      COMPILED,
      { path: "index.js", content: Buffer.from("x") },
      { path: "v24/../a", content: COMPILED.content },
    ];
    await learn(HELLO, { preload: [], files });
    const headStart = await next();
    assert.ok(headStart.kind === "go");
    assert.deepEqual(await readdir(headStart.compiledCode ?? ""), ["v24.21.0-x64-1"]);
  });

  test("are shown no more compiled code than such code has", async (context) => {
    const { next, learn } = await fixture(context);
    const small = { ...HELLO, code: { ...BIG, sizeBytes: 20_000 } };
    const content = Buffer.alloc(100_000);
    await learn(small, { preload: ["boto3"], files: [{ ...COMPILED, content }] });
    assert.deepEqual(await next(small), { kind: "go", preload: ["boto3"], compiledCode: undefined });
  });

  test("of no more than four versions leave something at a time", async (context) => {
    const { next } = await fixture(context);
    const starts = await Promise.all(["1", "2", "3", "4", "5"].map((version) => next({ ...HELLO, version })));
    const kinds = starts.map(({ kind }) => kind);
    assert.deepEqual(kinds, ["learn", "learn", "learn", "learn", "go"]);
  });

  test("are asked for compiled code only where compiling takes long", async (context) => {
    const { next } = await fixture(context);
    const small = await next({ ...HELLO, revisionId: "small", code: { ...BIG, sizeBytes: 300 } });
    assert.ok(small.kind === "learn" && !small.wantsCompiledCode);
    const big = await next(HELLO);
    assert.ok(big.kind === "learn" && big.wantsCompiledCode);
  });

  test("begin as ever on runtimes that leave nothing", async (context) => {
    const { next } = await fixture(context);
    const { headStarts: _, ...java } = NODE;
    assert.deepEqual(await next(HELLO, java), GO_WITH_NOTHING);
  });
});
