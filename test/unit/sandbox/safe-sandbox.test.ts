import assert from "node:assert/strict";
import { PassThrough, Readable } from "node:stream";
import { describe, test } from "node:test";
import type { Sandbox, SandboxContinuation, SandboxMount, SandboxStart } from "../../../src/sandbox/contract.ts";
import { SafeSandbox } from "../../../src/sandbox/safe-sandbox.ts";

/** Records what reaches it; a step takes until it is let go, when asked to. */
class RecordingSandbox implements Sandbox {
  readonly id = "recorded";
  readonly stdout = Readable.from([]);
  readonly stderr = Readable.from([]);
  readonly exited = Promise.resolve({ exitCode: 0, signal: undefined, outOfMemory: false });
  readonly companionExits = [];
  readonly companionOutputs = [];
  readonly calls: string[] = [];
  freezing: Promise<void> = Promise.resolve();
  mountFails = false;
  snapshotFails = false;

  serve(port: number): void {
    this.calls.push(`serve ${port}`);
  }
  async connect(port: number): Promise<PassThrough> {
    this.calls.push(`connect ${port}`);
    return new PassThrough();
  }
  begin(): void {
    this.calls.push("begin");
  }
  start(start: SandboxStart | SandboxContinuation): void {
    this.calls.push("snapshot" in start ? `continue ${start.snapshot.path}` : `start ${start.command[0]}`);
  }
  async mount(mounts: readonly SandboxMount[]): Promise<void> {
    this.calls.push(`mount ${mounts.map(({ target }) => target).join()}`);
    if (this.mountFails) throw new Error("no such directory");
  }
  async takeSnapshot(path: string): Promise<void> {
    this.calls.push(`take ${path}`);
    if (this.snapshotFails) throw new Error("more than one process");
  }
  async freeze(): Promise<void> {
    this.calls.push("freeze begins");
    await this.freezing;
    this.calls.push("freeze ends");
  }
  async thaw(): Promise<void> {
    this.calls.push("thaw");
  }
  async throttleCpu(): Promise<void> {
    this.calls.push("throttle");
  }
  async peakMemoryMiB(): Promise<number> {
    return 7;
  }
  signal(name: string): void {
    this.calls.push(name);
  }
  kill(): void {
    this.calls.push("kill");
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.calls.push("dispose");
  }
}

const CODE: SandboxMount = { sources: ["/code"], target: "/var/task" };

describe("SafeSandbox", () => {
  test("destroys a sandbox that could not be shown more, since nobody knows what it sees", async () => {
    const inner = new RecordingSandbox();
    inner.mountFails = true;
    const sandbox = new SafeSandbox(inner);
    await assert.rejects(sandbox.mount([CODE]), /no such directory/);
    assert.deepEqual(inner.calls, ["mount /var/task", "dispose"]);
    await assert.rejects(sandbox.mount([CODE]), /is gone/);
  });

  test("does one thing after the other", async () => {
    const inner = new RecordingSandbox();
    const gate = Promise.withResolvers<void>();
    inner.freezing = gate.promise;
    const sandbox = new SafeSandbox(inner);
    const all = Promise.all([sandbox.freeze(), sandbox.thaw(), sandbox.throttleCpu()]);
    await Promise.resolve();
    assert.deepEqual(inner.calls, ["freeze begins"]);
    gate.resolve();
    await all;
    assert.deepEqual(inner.calls, ["freeze begins", "freeze ends", "thaw", "throttle"]);
  });

  test("freezes only what is thawed and thaws only what is frozen", async () => {
    const inner = new RecordingSandbox();
    const sandbox = new SafeSandbox(inner);
    await sandbox.thaw();
    await sandbox.freeze();
    await sandbox.freeze();
    await sandbox.thaw();
    await sandbox.thaw();
    assert.deepEqual(inner.calls, ["freeze begins", "freeze ends", "thaw"]);
  });

  test("connects while it waits for a step, which may be the one that the connection waits for", async () => {
    const inner = new RecordingSandbox();
    const gate = Promise.withResolvers<void>();
    inner.freezing = gate.promise;
    const sandbox = new SafeSandbox(inner);
    const freezing = sandbox.freeze();
    await Promise.resolve();
    await sandbox.connect(8080);
    assert.deepEqual(inner.calls, ["freeze begins", "connect 8080"]);
    gate.resolve();
    await freezing;
  });

  test("destroys a sandbox that could not be frozen, and tells why", async () => {
    const inner = new RecordingSandbox();
    inner.freezing = Promise.reject(new Error("does not hold still"));
    const sandbox = new SafeSandbox(inner);
    await assert.rejects(sandbox.freeze(), /does not hold still/);
    assert.deepEqual(inner.calls, ["freeze begins", "dispose"]);
    await assert.rejects(sandbox.thaw(), /gone/);
  });

  test("goes on after a step that failed otherwise", async () => {
    const inner = new RecordingSandbox();
    inner.throttleCpu = () => Promise.reject(new Error("no such controller"));
    const sandbox = new SafeSandbox(inner);
    await assert.rejects(sandbox.throttleCpu(), /no such controller/);
    assert.equal(await sandbox.peakMemoryMiB(), 7);
  });

  test("is disposed of once, after what is under way", async () => {
    const inner = new RecordingSandbox();
    const gate = Promise.withResolvers<void>();
    inner.freezing = gate.promise;
    const sandbox = new SafeSandbox(inner);
    const freezing = sandbox.freeze();
    const disposals = Promise.all([sandbox[Symbol.asyncDispose](), sandbox[Symbol.asyncDispose]()]);
    gate.resolve();
    await Promise.all([freezing, disposals]);
    assert.deepEqual(inner.calls, ["freeze begins", "freeze ends", "dispose"]);
  });

  test("takes no more calls once disposed of; signals then have nobody to reach", async () => {
    const inner = new RecordingSandbox();
    const sandbox = new SafeSandbox(inner);
    await sandbox[Symbol.asyncDispose]();
    sandbox.signal("SIGTERM");
    assert.deepEqual(inner.calls, ["dispose"]);
    await assert.rejects(sandbox.peakMemoryMiB(), /gone/);
  });

  test("is gone when a snapshot was taken, and when none could be", async () => {
    const kept = new RecordingSandbox();
    const safe = new SafeSandbox(kept);
    await safe.takeSnapshot("/snapshots/a", { signal: new AbortController().signal });
    await assert.rejects(safe.throttleCpu(), /recorded is gone/);
    assert.deepEqual(kept.calls, ["take /snapshots/a", "dispose"]);

    const refused = new RecordingSandbox();
    refused.snapshotFails = true;
    const other = new SafeSandbox(refused);
    await assert.rejects(other.takeSnapshot("/b", { signal: new AbortController().signal }), /more than one process/);
    await other[Symbol.asyncDispose]();
    assert.deepEqual(refused.calls, ["take /b", "dispose"]);
  });

  test("cannot be taken a snapshot of while it is frozen", async () => {
    const inner = new RecordingSandbox();
    const safe = new SafeSandbox(inner);
    await safe.freeze();
    await assert.rejects(safe.takeSnapshot("/a", { signal: new AbortController().signal }), /is frozen/);
    await safe.thaw();
    assert.deepEqual(inner.calls, ["freeze begins", "freeze ends", "thaw"]);
  });
});
