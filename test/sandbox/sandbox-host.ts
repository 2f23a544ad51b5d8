import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { after, before } from "node:test";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/log.ts";
import type { HostSandboxBackend, Sandbox, SandboxExit, SandboxSpec } from "../../src/sandbox/contract.ts";
import { createLinuxSandboxBackend } from "../../src/sandbox/linux/create-linux-sandbox-backend.ts";
import { eventually } from "../support/eventually.ts";
import { findLeaks } from "../support/leak-check.ts";

/** What a test changes about the plain sandbox: everything else stays as a small function has it. */
export type SpecChanges = Partial<Omit<SandboxSpec, "limits">> & { readonly limits?: Partial<SandboxSpec["limits"]> };

export interface FinishedRun {
  readonly exit: SandboxExit;
  readonly stdout: string;
  readonly stderr: string;
}

const PLAIN_LIMITS = { memoryMiB: 128, cpus: 1, processes: 64, openFiles: 1024, tmpMiB: 512 };

/** A backend of this test file's own, and a directory that sandboxes see at /var/task. */
export class SandboxHost {
  #scratchDirectory = "";
  #taskDirectory = "";
  #backend: HostSandboxBackend | undefined;
  #count = 0;

  get backend(): HostSandboxBackend {
    assert(this.#backend);
    return this.#backend;
  }

  get scratchDirectory(): string {
    return this.#scratchDirectory;
  }

  /** Shown at /var/task. */
  get taskDirectory(): string {
    return this.#taskDirectory;
  }

  async open(): Promise<void> {
    const home = await mkdtemp(path.join(tmpdir(), "lambkin-sandbox-test-"));
    this.#scratchDirectory = path.join(home, "scratch");
    this.#taskDirectory = path.join(home, "task");
    await mkdir(this.#taskDirectory);
    this.#backend = await createLinuxSandboxBackend({
      scratchDirectory: this.#scratchDirectory,
      logger: silentLogger,
      clock: systemClock,
    });
  }

  /** Fails the file when anything is left on the host. */
  async close(): Promise<void> {
    await this.#backend?.[Symbol.asyncDispose]();
    let leaks: readonly string[] = [];
    try {
      // The kernel detaches a loop device and takes its time about it.
      await eventually(async () => (leaks = await findLeaks(this.#scratchDirectory)).length === 0);
    } catch {
      assert.deepEqual(leaks, []);
    } finally {
      await rm(path.dirname(this.#scratchDirectory), { recursive: true, force: true });
    }
  }

  create(changes: SpecChanges = {}): Promise<Sandbox> {
    this.#count += 1;
    const spec: SandboxSpec = {
      id: `test-${this.#count}`,
      command: ["/bin/sh", "-c", "sleep 60"],
      environment: { PATH: "/usr/bin:/bin" },
      workingDirectory: "/tmp",
      rootfs: { kind: "composed" },
      mounts: [{ sources: [this.#taskDirectory], target: "/var/task" }],
      egress: "none",
      listenPorts: [],
      ...changes,
      limits: { ...PLAIN_LIMITS, ...changes.limits },
    };
    return this.backend.create(spec, { signal: AbortSignal.timeout(240_000) });
  }

  /** Runs a command to its end. */
  async run(command: SandboxSpec["command"], changes: SpecChanges = {}): Promise<FinishedRun> {
    await using sandbox = await this.create({ ...changes, command });
    const [stdout, stderr, exit] = await Promise.all([text(sandbox.stdout), text(sandbox.stderr), sandbox.exited]);
    return { exit, stdout, stderr };
  }

  /** Runs a shell script to its end. */
  shell(script: string, changes: SpecChanges = {}): Promise<FinishedRun> {
    return this.run(["/bin/sh", "-c", script], changes);
  }

  /** Puts a file into /var/task. */
  async write(name: string, content: string): Promise<void> {
    const file = path.join(this.#taskDirectory, name);
    await writeFile(file, content);
    await chmod(file, 0o755);
  }

  /** Compiles a program of test/sandbox into /var/task, under its name without the ending. */
  compile(name: string, folder: "attacks" | "programs" = "attacks"): void {
    const source = path.join(import.meta.dirname, folder, `${name}.c`);
    execFileSync("cc", ["-O1", "-static", "-pthread", "-o", path.join(this.#taskDirectory, name), source]);
  }
}

/** For what only root's sandboxes promise: limits by cgroups, and a look at other processes from outside. */
export const rootOnly = { skip: process.getuid?.() === 0 ? false : "needs root" };

/** Call at the head of a test file. */
export const sandboxHost = (): SandboxHost => {
  const host = new SandboxHost();
  before(() => host.open());
  after(() => host.close());
  return host;
};

/** Everything a stream says until it ends. */
export const text = async (stream: Readable): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/**
 * Waits for a stream's next line, which is how a program says that it is ready. What follows stays in the stream.
 * @throws when the program ends without one
 */
export const firstLine = async (stream: Readable): Promise<string> => {
  let said = "";
  while (!said.includes("\n")) {
    const chunk = stream.read() as Buffer | null;
    assert.ok(!stream.readableEnded, `the program ended after ${JSON.stringify(said)}`);
    if (chunk === null) await new Promise((resolve) => stream.once("readable", resolve).once("end", resolve));
    else said += chunk.toString();
  }
  const [line = "", ...rest] = said.split("\n");
  if (rest.join("\n") !== "") stream.unshift(Buffer.from(rest.join("\n")));
  return line;
};
