import { writeFile } from "node:fs/promises";
import type { Server } from "node:net";
import { type Duplex, duplexPair, PassThrough } from "node:stream";
import type {
  Sandbox,
  SandboxBackend,
  SandboxContinuation,
  SandboxExit,
  SandboxMount,
  SandboxSnapshot,
  SandboxSpec,
  SandboxStart,
} from "../../../../../src/sandbox/contract.ts";
import { FakeMemoryFile } from "../../../../support/fake-memory-file.ts";
import { FakeGuest } from "../runtime-api/fake-guest.ts";

export const killed: SandboxExit = { exitCode: undefined, signal: "SIGKILL", outOfMemory: false };

/** What runs inside a fake sandbox. */
export type GuestProgram = (guest: FakeGuest, sandbox: FakeSandbox) => Promise<void>;

/** A sandbox without a process: tests play the guest. */
export class FakeSandbox implements Sandbox {
  readonly id: string;
  readonly spec: SandboxSpec;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly exited: Promise<SandboxExit>;
  /** What was done to it, in order. */
  readonly calls: string[] = [];
  readonly servers = new Map<number, Server>();
  /** What it was shown after its start. */
  readonly mounted: SandboxMount[] = [];
  /** What it was told to run after it had waited. */
  started: SandboxStart | undefined;
  /** What it was told to go on from, at once or after it had waited. */
  snapshot: SandboxSnapshot | undefined;
  peakMiB: number | undefined = 40;
  failOn: string | undefined;
  readonly companionExits: readonly Promise<SandboxExit>[];
  readonly companionOutputs: readonly PassThrough[];
  /** What listens inside, by port. */
  readonly listeners = new Map<number, (connection: Duplex) => void>();
  readonly #companions: readonly PromiseWithResolvers<SandboxExit>[];
  readonly #exit: (exit: SandboxExit) => void;
  readonly #connections: Duplex[] = [];
  readonly #companionConnections: Duplex[] = [];

  constructor(spec: SandboxSpec) {
    const { promise, resolve } = Promise.withResolvers<SandboxExit>();
    this.id = spec.id;
    this.spec = spec;
    this.snapshot = spec.snapshot;
    this.exited = promise;
    this.#exit = resolve;
    this.#companions = (spec.companions?.programs ?? []).map(() => Promise.withResolvers());
    this.companionExits = this.#companions.map((companion) => companion.promise);
    this.companionOutputs = spec.companions === undefined ? [] : [new PassThrough(), new PassThrough()];
  }

  begin(): void {
    this.calls.push("begin");
  }

  start(start: SandboxStart | SandboxContinuation): void {
    this.calls.push("start");
    if ("snapshot" in start) this.snapshot = start.snapshot;
    else this.started = start;
  }

  async takeSnapshot(path: string): Promise<void> {
    await this.#do("takeSnapshot");
    await writeFile(path, "kept");
  }

  connect(port: number): Promise<Duplex> {
    const listener = this.listeners.get(port);
    if (listener === undefined) return Promise.reject(new Error("ECONNREFUSED"));
    const [inside, outside] = duplexPair();
    listener(inside);
    return Promise.resolve(outside);
  }

  serve(port: number, server: Server): void {
    this.servers.set(port, server);
  }

  async mount(mounts: readonly SandboxMount[]): Promise<void> {
    await this.#do("mount");
    this.mounted.push(...mounts);
  }

  /** A connection of the command to one of its ports from inside. */
  call(port = 9001): FakeGuest {
    return this.#callAs(this.#connections, port);
  }

  /** The same of a companion: it does not end with the command. */
  callAsCompanion(): FakeGuest {
    return this.#callAs(this.#companionConnections, 9001);
  }

  /** A companion's process ends. */
  companionExit(index: number, exit: Partial<SandboxExit>): void {
    this.#companions[index]?.resolve({ exitCode: undefined, signal: undefined, outOfMemory: false, ...exit });
  }

  /** The command's process ends. */
  exit(exit: Partial<SandboxExit>): void {
    this.stdout.end();
    this.stderr.end();
    // What was sent before the end still arrives.
    setImmediate(() => {
      for (const connection of this.#connections) connection.destroy();
    });
    this.#exit({ exitCode: undefined, signal: undefined, outOfMemory: false, ...exit });
  }

  freeze(): Promise<void> {
    return this.#do("freeze");
  }

  thaw(): Promise<void> {
    return this.#do("thaw");
  }

  throttleCpu(): Promise<void> {
    return this.#do("throttleCpu");
  }

  async peakMemoryMiB(): Promise<number | undefined> {
    await this.#do("peakMemoryMiB");
    if (this.calls.includes("dispose")) throw new Error("gone");
    return this.peakMiB;
  }

  signal(name: "SIGTERM" | "SIGKILL"): void {
    this.calls.push(name);
    this.exit(killed);
  }

  kill(): void {
    this.calls.push("kill");
    this.#end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#end();
    return this.#do("dispose");
  }

  #end(): void {
    this.exit(killed);
    for (const companion of this.#companions) companion.resolve(killed);
    for (const output of this.companionOutputs) output.end();
    for (const connection of this.#companionConnections) connection.destroy();
  }

  #callAs(connections: Duplex[], port: number): FakeGuest {
    const [inside, outside] = duplexPair({ allowHalfOpen: false });
    connections.push(outside);
    this.servers.get(port)?.emit("connection", outside);
    return new FakeGuest(inside);
  }

  #do(name: string): Promise<void> {
    this.calls.push(name);
    return this.failOn === name ? Promise.reject(new Error(`${name} failed`)) : Promise.resolve();
  }
}

/** Makes fake sandboxes and lets a program be the guest of each. */
export class FakeSandboxBackend implements SandboxBackend {
  readonly created: FakeSandbox[] = [];
  readonly files: FakeMemoryFile[] = [];
  readonly canMount = true;
  canSnapshot = true;
  /** Why the host makes no sandboxes. */
  failure: string | undefined;
  /** Of one sandbox after the other; the last one goes on for all further ones. */
  readonly #programs: GuestProgram[];

  constructor(...programs: GuestProgram[]) {
    this.#programs = programs;
  }

  async makeMemoryFile(): Promise<FakeMemoryFile> {
    const file = await FakeMemoryFile.make();
    this.files.push(file);
    return file;
  }

  create(spec: SandboxSpec, { signal }: { readonly signal: AbortSignal }): Promise<Sandbox> {
    if (this.failure === "never ready") {
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
    }
    if (this.failure !== undefined) return Promise.reject(new Error(this.failure));
    const sandbox = new FakeSandbox(spec);
    const program = this.#programs.length > 1 ? this.#programs.shift() : this.#programs[0];
    this.created.push(sandbox);
    setImmediate(() => void program?.(sandbox.call(), sandbox).catch(() => sandbox.exit({ exitCode: 1 })));
    return Promise.resolve(sandbox);
  }

  /** @throws when there is no such sandbox */
  sandbox(index: number): FakeSandbox {
    const sandbox = this.created[index];
    if (sandbox === undefined) throw new Error(`There are ${this.created.length} sandboxes.`);
    return sandbox;
  }

  sweep(): Promise<{ processes: number; cgroups: number; mounts: number }> {
    return Promise.resolve({ processes: 0, cgroups: 0, mounts: 0 });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}
