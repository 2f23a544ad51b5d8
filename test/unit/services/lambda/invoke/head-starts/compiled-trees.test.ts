import assert from "node:assert/strict";
import { duplexPair } from "node:stream";
import { describe, test, type TestContext } from "node:test";
import { TaskGroup } from "../../../../../../src/base/task-group.ts";
import type { Runtime } from "../../../../../../src/runtimes/contract.ts";
import { NOTES_PORT } from "../../../../../../src/runtimes/head-start.ts";
import { openDerivedCode } from "../../../../../../src/services/lambda/control/code/derived-code.ts";
import { CompiledTrees } from "../../../../../../src/services/lambda/invoke/head-starts/compiled-trees.ts";
import { FakeClock } from "../../../../../support/fake-clock.ts";
import { temporaryDirectory } from "../../../../../support/temporary-directory.ts";
import { type FakeSandbox, FakeSandboxBackend } from "../fake-sandbox.ts";
import { functionVersion } from "../invoker-fixture.ts";

const COMPILE_AFTER_MS = 1_000;
const PATIENCE_MS = 120_000;
const CODE = { sha256: "a".repeat(64), sizeBytes: 100_000 };
const LAYER = { arn: "arn", sha256: "b".repeat(64), sizeBytes: 100_000, unzippedBytes: 100_000 };
const VERSION = functionVersion({ layers: [LAYER] }, { code: CODE });
const FILES = { codePath: "/code", layerPaths: ["/layer"], extensionNames: [] };

const GUEST = { source: "/guest", target: "/var/runtime/guest" };
const NODE: Runtime = {
  identifier: "nodejs24.x",
  version: "nodejs:24.v21",
  source: "/node",
  launch: (): never => assert.fail("no function is started"),
};
const PYTHON: Runtime = {
  ...NODE,
  identifier: "python3.13",
  compilation: (root) => ({ command: ["/python", root], environment: {}, mounts: [GUEST] }),
};

const MODULE = '{"path":"__pycache__/index.pyc","size":3}\nabc{"path":"index.js","size":1}\nx{"preload":[]}\n';

/** The compiler of one sandbox says what it made, and goes. */
const say = (sandbox: FakeSandbox, text: string): void => {
  const [inside, outside] = duplexPair();
  sandbox.servers.get(NOTES_PORT)?.emit("connection", outside);
  inside.resume();
  inside.end(text);
};

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
};

const fixture = async (context: TestContext) => {
  const home = temporaryDirectory();
  const clock = new FakeClock();
  const errors: unknown[] = [];
  const tasks = new TaskGroup((error) => errors.push(error));
  const backend = new FakeSandboxBackend();
  const held = new AsyncDisposableStack();
  let freeMiB = 512;
  context.after(async () => {
    await tasks[Symbol.asyncDispose]();
    await held.disposeAsync();
    home[Symbol.dispose]();
    assert.deepEqual([freeMiB >= 0, clock.pending, errors], [true, 0, []]);
  });
  const trees = new CompiledTrees({
    derivedCode: await openDerivedCode(home.path),
    codeDirectories: {
      acquire: async ({ sha256 }) => ({ path: `/code/${sha256}`, [Symbol.asyncDispose]: async () => {} }),
    },
    sandboxes: backend,
    reserveMemory: (mib) => {
      if (mib > freeMiB) return undefined;
      freeMiB -= mib;
      return { [Symbol.dispose]: () => void (freeMiB += mib) };
    },
    clock,
    tasks,
    onError: (error) => errors.push(error),
  });
  const begin = async () => {
    trees.anticipate(VERSION, PYTHON);
    await clock.advance(COMPILE_AFTER_MS);
    await settle();
  };
  /** Files are written to a disk in between. */
  const sandboxAt = async (index: number) => {
    while (backend.created.length <= index) await settle();
    return backend.sandbox(index);
  };
  const sayAll = async () => {
    say(await sandboxAt(0), MODULE);
    say(await sandboxAt(1), MODULE);
    await tasks.idle();
  };
  const files = () => trees.layOver(FILES, VERSION, PYTHON, held);
  return {
    trees,
    backend,
    tasks,
    clock,
    begin,
    sandboxAt,
    sayAll,
    errors,
    files,
    setFree: (mib: number) => (freeMiB = mib),
  };
};

describe("code and layers that come without their compiled form", () => {
  test("are compiled one after the other, where there is nothing but the tree", async (context) => {
    const { backend, begin, sandboxAt } = await fixture(context);
    await begin();
    assert.equal(backend.created.length, 1);
    const { command, mounts, egress } = backend.sandbox(0).spec;
    assert.deepEqual(command, ["/python", "/var/task"]);
    assert.deepEqual(mounts.slice(0, 2), [
      { sources: [`/code/${CODE.sha256}`], target: "/var/task" },
      { sources: ["/guest"], target: "/var/runtime/guest" },
    ]);
    assert.equal(egress, "none");
    say(backend.sandbox(0), MODULE);
    assert.deepEqual((await sandboxAt(1)).spec.command, ["/python", "/opt"]);
    assert.ok(backend.sandbox(0).calls.includes("dispose"));
  });

  test("are laid over when they are, each by its own", async (context) => {
    const { begin, sayAll, files } = await fixture(context);
    assert.deepEqual(files(), { ...FILES, compiledCodePath: undefined });
    await begin();
    await sayAll();
    const { compiledCodePath, layerPaths } = files();
    assert.match(compiledCodePath ?? "", /a~python3.13-code~[0-9a-f]+\/compiled$/);
    assert.equal(layerPaths[0], "/layer");
    assert.match(layerPaths[1] ?? "", /b~python3.13-layer~[0-9a-f]+\/compiled$/);
  });

  test("are not compiled again", async (context) => {
    const { backend, begin, sayAll } = await fixture(context);
    await begin();
    await sayAll();
    await begin();
    assert.equal(backend.created.length, 2);
  });

  test("are given up when their compiler ends without a word, or never comes to its end", async (context) => {
    const { backend, begin, sandboxAt, clock, files } = await fixture(context);
    await begin();
    backend.sandbox(0).exit({ exitCode: 1 });
    await sandboxAt(1);
    await settle();
    await clock.advance(PATIENCE_MS);
    await settle();
    await begin();
    assert.equal(backend.created.length, 2);
    assert.deepEqual(files(), { ...FILES, compiledCodePath: undefined });
  });

  test("stay as they are on a host that cannot merge directories", async (context) => {
    const { backend, begin, errors, files } = await fixture(context);
    backend.failure = "merge directories: no such device";
    await begin();
    await begin();
    // Once for the code and once for the layer.
    assert.equal(errors.splice(0).length, 2);
    assert.deepEqual(files(), { ...FILES, compiledCodePath: undefined });
  });

  test("are tried to be merged before anything is compiled", async (context) => {
    const { backend, begin } = await fixture(context);
    await begin();
    assert.deepEqual(backend.sandbox(0).spec.mounts.at(-1)?.sources, [`/code/${CODE.sha256}`, "/guest"]);
  });

  test("wait for memory that the host does not have now", async (context) => {
    const { backend, begin, setFree } = await fixture(context);
    setFree(100);
    await begin();
    assert.equal(backend.created.length, 0);
    setFree(512);
    await begin();
    assert.equal(backend.created.length, 1);
  });

  test("do not hold up the end of the server", async (context) => {
    const { backend, begin, tasks } = await fixture(context);
    await begin();
    await tasks[Symbol.asyncDispose]();
    assert.ok(backend.sandbox(0).calls.includes("dispose"));
  });

  test("are left alone when they are small, or need no compiler", async (context) => {
    const { trees, backend, clock } = await fixture(context);
    trees.anticipate(VERSION, NODE);
    trees.anticipate(functionVersion({}, { code: { ...CODE, sizeBytes: 300 } }), PYTHON);
    await clock.advance(COMPILE_AFTER_MS);
    await settle();
    assert.equal(backend.created.length, 0);
  });
});
