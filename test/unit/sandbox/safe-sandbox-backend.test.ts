import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import type { HostSandboxBackend, Sandbox, SandboxSpec } from "../../../src/sandbox/contract.ts";
import { SafeSandboxBackend } from "../../../src/sandbox/safe-sandbox-backend.ts";
import { FakeMemoryFile } from "../../support/fake-memory-file.ts";

const specOf = (id: string): SandboxSpec => ({
  id,
  command: ["/bin/true"],
  environment: {},
  workingDirectory: "/",
  rootfs: { kind: "composed" },
  mounts: [],
  limits: { memoryMiB: 128, cpus: 1, processes: 10, openFiles: 10, tmpMiB: 512 },
  egress: "none",
  listenPorts: [],
});

const nothing = () => Promise.resolve();

/** Makes sandboxes that do nothing, and notes what is disposed of. */
class NotingBackend implements HostSandboxBackend {
  readonly features = [];
  readonly canMount = true;
  readonly canSnapshot = true;
  readonly disposed: string[] = [];
  ready: Promise<void> = Promise.resolve();

  makeMemoryFile(): Promise<FakeMemoryFile> {
    return FakeMemoryFile.make();
  }

  async create({ id }: SandboxSpec): Promise<Sandbox> {
    await this.ready;
    return {
      id,
      stdout: Readable.from([]),
      stderr: Readable.from([]),
      exited: Promise.resolve({ exitCode: 0, signal: undefined, outOfMemory: false }),
      companionExits: [],
      companionOutputs: [],
      begin: () => undefined,
      start: () => undefined,
      connect: () => Promise.reject(new Error("nobody listens")),
      serve: () => undefined,
      mount: nothing,
      takeSnapshot: nothing,
      freeze: nothing,
      thaw: nothing,
      throttleCpu: nothing,
      peakMemoryMiB: () => Promise.resolve(undefined),
      signal: () => undefined,
      kill: () => undefined,
      [Symbol.asyncDispose]: async () => {
        this.disposed.push(id);
        if (id === "stubborn") throw new Error("does not go");
      },
    };
  }

  sweep() {
    return Promise.resolve({ processes: 1, cgroups: 2, mounts: 3 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed.push("backend");
  }
}

const options = { signal: new AbortController().signal };

describe("SafeSandboxBackend", () => {
  test("refuses an id that lives or is being made, and takes it again afterwards", async () => {
    const backend = new SafeSandboxBackend(new NotingBackend());
    const creation = backend.create(specOf("one"), options);
    await assert.rejects(backend.create(specOf("one"), options), /one/);
    const sandbox = await creation;
    await assert.rejects(backend.create(specOf("one"), options), /one/);
    await sandbox[Symbol.asyncDispose]();
    assert.equal((await backend.create(specOf("one"), options)).id, "one");
  });

  test("disposes of every sandbox before itself, also of one that is just being made", async () => {
    const inner = new NotingBackend();
    const gate = Promise.withResolvers<void>();
    const backend = new SafeSandboxBackend(inner);
    await backend.create(specOf("one"), options);
    inner.ready = gate.promise;
    const late = backend.create(specOf("late"), options);
    const disposal = backend[Symbol.asyncDispose]();
    gate.resolve();
    await Promise.all([late, disposal]);
    assert.deepEqual(inner.disposed.sort(), ["backend", "late", "one"]);
    await assert.rejects(backend.create(specOf("two"), options), /disposed/);
  });

  test("goes on after a sandbox that does not go, and says which errors there were", async () => {
    const inner = new NotingBackend();
    const backend = new SafeSandboxBackend(inner);
    await backend.create(specOf("stubborn"), options);
    await backend.create(specOf("easy"), options);
    await assert.rejects(
      backend[Symbol.asyncDispose](),
      (error) => error instanceof AggregateError && String(error.errors[0]).includes("does not go"),
    );
    assert.deepEqual(inner.disposed, ["stubborn", "easy", "backend"]);
  });

  test("refuses a description that cannot be meant", async () => {
    await assert.rejects(new SafeSandboxBackend(new NotingBackend()).create(specOf("../x"), options), TypeError);
  });
});
