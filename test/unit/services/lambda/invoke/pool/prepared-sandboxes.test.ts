import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { TaskGroup } from "../../../../../../src/base/task-group.ts";
import type { SandboxSpec } from "../../../../../../src/sandbox/contract.ts";
import type { Preparation } from "../../../../../../src/services/lambda/invoke/pool/prepared-sandbox.ts";
import { PreparedSandboxes } from "../../../../../../src/services/lambda/invoke/pool/prepared-sandboxes.ts";
import { FakeClock } from "../../../../../support/fake-clock.ts";
import type { FakeGuest } from "../../runtime-api/fake-guest.ts";
import { type FakeSandbox, FakeSandboxBackend } from "../fake-sandbox.ts";

const PORT = 9002;
const FILL_AFTER_MS = 50;

const NODE: Preparation = {
  command: ["/node", "/prepared"],
  environment: { LANG: "C" },
  rootfs: { kind: "composed" },
  mounts: [{ sources: ["/runtime"], target: "/var/runtime" }],
  limits: { memoryMiB: 128, cpus: 1, processes: 10, openFiles: 10, tmpMiB: 512 },
  egress: "none",
  listenPorts: [9001],
};
const WITH_LIBRARIES: Preparation = { ...NODE, command: ["/node", "/prepared", "sdk"], preloads: ["sdk"] };
const PYTHON: Preparation = { ...NODE, command: ["/python", "/prepared"] };

const specOf = (preparation: Preparation): SandboxSpec => ({
  ...preparation,
  id: "env-1",
  command: ["/node", "/main"],
  environment: { LANG: "C", SECRET: "told later" },
  workingDirectory: "/var/task",
  mounts: [{ sources: ["/code"], target: "/var/task" }, ...preparation.mounts],
});

const fixture = (context: TestContext, { max = 2, memoryMiB = 1_000 } = {}) => {
  const clock = new FakeClock();
  const errors: unknown[] = [];
  const tasks = new TaskGroup((error) => errors.push(error));
  const guests = new Map<FakeSandbox, FakeGuest>();
  /** Runtimes of prepared sandboxes ask at once; ordinary ones have nobody to ask. */
  const backend = new FakeSandboxBackend(async (_guest, sandbox) => {
    if (sandbox.servers.has(PORT)) guests.set(sandbox, sandbox.call(PORT));
  });
  let freeMiB = memoryMiB;
  const pool = new PreparedSandboxes({
    backend,
    max,
    reserveMemory: (mib) => {
      if (mib > freeMiB) return undefined;
      freeMiB -= mib;
      return { [Symbol.dispose]: () => void (freeMiB += mib) };
    },
    clock,
    tasks,
    onError: (error) => errors.push(error),
  });
  context.after(async () => {
    await pool[Symbol.asyncDispose]();
    await tasks[Symbol.asyncDispose]();
    assert.equal(clock.pending, 0);
    assert.equal(freeMiB, memoryMiB);
  });
  const create = async (preparation: Preparation) =>
    (await pool
      .backendFor(preparation)
      .create(specOf(preparation), { signal: new AbortController().signal })) as FakeSandbox;
  const fill = async () => {
    await clock.advance(FILL_AFTER_MS);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const commands = () => backend.created.map(({ spec }) => spec.command[0] + (spec.command[1] ?? ""));
  return { pool, backend, clock, errors, guests, create, fill, commands, free: () => freeMiB };
};

describe("prepared sandboxes", () => {
  test("are made after the first demand, which gets an ordinary one", async (context) => {
    const { create, fill, commands } = fixture(context);
    await create(NODE);
    assert.deepEqual(commands(), ["/node/main"]);
    await fill();
    assert.deepEqual(commands(), ["/node/main", "/node/prepared"]);
  });

  test("know nothing of a function before they are one's", async (context) => {
    const { create, fill, backend } = fixture(context);
    await create(NODE);
    await fill();
    const { spec } = backend.sandbox(1);
    assert.deepEqual(spec.command, ["/node", "/prepared", String(PORT)]);
    assert.deepEqual(spec.environment, { LANG: "C" });
    assert.deepEqual(spec.mounts, NODE.mounts);
    assert.deepEqual(spec.listenPorts, [9001, PORT]);
  });

  test("are shown the code, and then told the variables", async (context) => {
    const { create, fill, backend, guests } = fixture(context);
    await create(NODE);
    await fill();
    const sandbox = await create(NODE);
    assert.equal(sandbox, backend.sandbox(1));
    assert.deepEqual(sandbox.mounted, [{ sources: ["/code"], target: "/var/task" }]);
    await fill();
    assert.equal(guests.get(sandbox)?.received, '{"LANG":"C","SECRET":"told later"}');
  });

  test("wait without a runtime where a command needs the function's code or variables from the start", async (context) => {
    const { create, fill, backend } = fixture(context);
    const custom: Preparation = { ...NODE, command: undefined };
    await create(custom);
    await fill();
    assert.equal(backend.sandbox(1).spec.waits, true);
    const sandbox = await create(custom);
    assert.deepEqual(sandbox.mounted, [{ sources: ["/code"], target: "/var/task" }]);
    const { command, environment } = specOf(custom);
    assert.deepEqual([sandbox.started?.command, sandbox.started?.environment], [command, environment]);
  });

  test("are given away once", async (context) => {
    const { create, fill } = fixture(context);
    await create(NODE);
    await fill();
    const [first, second] = await Promise.all([create(NODE), create(NODE)]);
    assert.notEqual(first, second);
    assert.deepEqual(second.spec.command, ["/node", "/main"]);
  });

  test("are given to nobody who needs another kind", async (context) => {
    const { create, fill } = fixture(context);
    await create(NODE);
    await fill();
    assert.deepEqual((await create(PYTHON)).spec.command, ["/node", "/main"]);
  });

  test("have no libraries loaded where there is none that has", async (context) => {
    const { pool, create, fill, backend } = fixture(context);
    const { signal } = new AbortController();
    await create(NODE);
    await fill();
    const first = await pool.backendFor(WITH_LIBRARIES, NODE).create(specOf(NODE), { signal });
    assert.equal(first, backend.sandbox(1));
    await fill();
    assert.deepEqual(backend.sandbox(2).spec.command, ["/node", "/prepared", "sdk", String(PORT)]);
    const second = await pool.backendFor(WITH_LIBRARIES, NODE).create(specOf(NODE), { signal });
    assert.equal(second, backend.sandbox(2));
  });

  test("let go of the ports that turn out not to be needed", async (context) => {
    const { pool, create, fill } = fixture(context, { max: 1 });
    const { signal } = new AbortController();
    const withSpare: Preparation = { ...NODE, listenPorts: [9001, 9005] };
    await create(withSpare);
    await fill();
    const needsBoth = await create(withSpare);
    assert.deepEqual([...needsBoth.servers.keys()], [PORT]);
    await fill();
    const needsOne = (await pool.backendFor(withSpare).create(specOf(NODE), { signal })) as FakeSandbox;
    assert.deepEqual([...needsOne.servers.keys()], [PORT, 9005]);
    assert.equal(needsOne.servers.get(9005)?.listening, false);
  });

  test("are as many as were needed at once, up to the limit", async (context) => {
    const { pool, fill, commands } = fixture(context, { max: 2 });
    pool.anticipate(NODE);
    pool.anticipate(NODE);
    pool.anticipate(NODE);
    await fill();
    assert.deepEqual(commands(), ["/node/prepared", "/node/prepared"]);
  });

  test("make room for the kind that is needed now", async (context) => {
    const { pool, fill, backend, clock } = fixture(context, { max: 1 });
    pool.anticipate(NODE);
    await fill();
    await clock.advance(1_000);
    pool.anticipate(PYTHON);
    await fill();
    assert.ok(backend.sandbox(0).calls.includes("dispose"));
    assert.deepEqual(backend.sandbox(1).spec.command[0], "/python");
  });

  test("of two kinds that are needed do not take each other's room", async (context) => {
    const { pool, fill, backend, clock } = fixture(context, { max: 1 });
    pool.anticipate(NODE);
    await clock.advance(10);
    pool.anticipate(PYTHON);
    await fill();
    await fill();
    assert.deepEqual(
      backend.created.map(({ spec }) => spec.command[0]),
      ["/python"],
    );
  });

  test("go when nothing was needed for long", async (context) => {
    const { pool, fill, backend, clock } = fixture(context);
    pool.anticipate(NODE);
    await fill();
    await clock.advance(6 * 60_000);
    assert.ok(backend.sandbox(0).calls.includes("dispose"));
  });

  test("are not made on a host without memory to spare", async (context) => {
    const { pool, fill, commands } = fixture(context, { memoryMiB: 31 });
    pool.anticipate(NODE);
    await fill();
    assert.deepEqual(commands(), []);
  });

  test("give their memory back when it is needed otherwise", async (context) => {
    const { pool, fill, free } = fixture(context, { memoryMiB: 32 });
    pool.anticipate(NODE);
    await fill();
    assert.equal(free(), 0);
    assert.equal(await pool.evict(), true);
    assert.equal(free(), 32);
    assert.equal(await pool.evict(), false);
  });

  test("give their memory back while they are being made, too", async (context) => {
    const { pool, backend, fill, errors, free } = fixture(context, { memoryMiB: 32 });
    backend.failure = "never ready";
    pool.anticipate(NODE);
    await fill();
    assert.equal(free(), 0);
    assert.equal(await pool.evict(), true);
    assert.equal(free(), 32);
    assert.deepEqual(errors, []);
  });

  test("whose runtime ends while it waits are removed and not used", async (context) => {
    const { create, fill, backend } = fixture(context);
    await create(NODE);
    await fill();
    const ended = backend.sandbox(1);
    ended.exit({ exitCode: 1 });
    await fill();
    assert.ok(ended.calls.includes("dispose"));
    assert.notEqual(await create(NODE), ended);
  });

  test("that cannot be shown the code are replaced by ordinary ones", async (context) => {
    const { create, fill, backend, errors } = fixture(context);
    await create(NODE);
    await fill();
    backend.sandbox(1).failOn = "mount";
    assert.deepEqual((await create(NODE)).spec.command, ["/node", "/main"]);
    assert.ok(backend.sandbox(1).calls.includes("dispose"));
    assert.equal(errors.length, 1);
  });

  test("whose runtime ends while it is given its function are replaced, too", async (context) => {
    const { create, fill, backend, errors } = fixture(context);
    await create(NODE);
    await fill();
    const sandbox = backend.sandbox(1);
    sandbox.mount = async () => {
      sandbox.exit({ exitCode: 1 });
      await new Promise((resolve) => setImmediate(resolve));
    };
    assert.deepEqual((await create(NODE)).spec.command, ["/node", "/main"]);
    assert.match(String(errors[0]), /ended while it was given its function/);
  });

  test("are given up when their runtime does not get ready in time", async (context) => {
    const { pool, backend, clock, errors } = fixture(context);
    backend.failure = "never ready";
    pool.anticipate(NODE);
    await clock.advance(FILL_AFTER_MS);
    await clock.advance(10_000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.match(String(errors[0]), /did not get ready/);
  });

  test("are none where they are turned off", async (context) => {
    const { create, fill, commands } = fixture(context, { max: 0 });
    await create(NODE);
    await fill();
    assert.deepEqual(commands(), ["/node/main"]);
  });
});
