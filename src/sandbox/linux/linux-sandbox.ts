import { once } from "node:events";
import { type Server, Socket } from "node:net";
import type { Duplex, Readable } from "node:stream";
import type {
  Sandbox,
  SandboxContinuation,
  SandboxExit,
  SandboxMount,
  SandboxSpec,
  SandboxStart,
} from "../contract.ts";
import type { ControlGroup } from "./cgroup/contract.ts";
import { snapshotRefused } from "./launch-error.ts";
import { toLaunchMount } from "./launch-request.ts";
import type { CommandEnd } from "./launcher-message.ts";
import type { LauncherProcess } from "./launcher-process.ts";
import { maxSnapshotBytes, TAKER, toRestoration } from "./snapshots.ts";

/** One sandbox made of namespaces, cgroups and its launcher. Naive: `safe-sandbox.ts` orders the calls. */
export class LinuxSandbox implements Sandbox {
  readonly id: string;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exited: Promise<SandboxExit>;
  readonly companionExits: readonly Promise<SandboxExit>[];
  readonly companionOutputs: readonly Readable[];
  readonly #launcher: LauncherProcess;
  readonly #cgroup: ControlGroup;
  readonly #cpus: number;
  readonly #maxSnapshotBytes: number;
  readonly #cleanup: AsyncDisposableStack;

  /** @param cleanup what must be undone once no process is left inside */
  constructor(
    spec: SandboxSpec,
    parts: {
      readonly launcher: LauncherProcess;
      readonly cgroup: ControlGroup;
      readonly cleanup: AsyncDisposableStack;
    },
  ) {
    this.id = spec.id;
    this.#launcher = parts.launcher;
    this.#cgroup = parts.cgroup;
    this.#cpus = spec.limits.cpus;
    this.#maxSnapshotBytes = maxSnapshotBytes(spec.limits);
    this.#cleanup = parts.cleanup;
    this.stdout = parts.launcher.output(1);
    this.stderr = parts.launcher.output(2);
    this.exited = this.#exit(parts.launcher.ended);
    this.companionExits = parts.launcher.companionsEnded.map((ended) => this.#exit(ended));
    this.companionOutputs = spec.companions === undefined ? [] : [parts.launcher.output(3), parts.launcher.output(4)];
  }

  serve(port: number, server: Server): void {
    server.listen(this.#launcher.takeListener(port));
  }

  begin(): void {
    this.#launcher.begin();
  }

  start(start: SandboxStart | SandboxContinuation): void {
    if ("snapshot" in start) this.#launcher.restore(toRestoration(start.snapshot));
    else this.#launcher.assign(start);
  }

  async connect(port: number): Promise<Duplex> {
    const handle = await this.#launcher.makeSocket();
    // It is not connected yet, and nothing can be read before it is.
    const options: object = { handle, manualStart: true };
    const socket = new Socket(options);
    try {
      socket.connect({ host: "127.0.0.1", port });
      await once(socket, "connect");
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  mount(mounts: readonly SandboxMount[]): Promise<void> {
    return this.#launcher.mount(mounts.map(toLaunchMount));
  }

  async takeSnapshot(file: string, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    signal.throwIfAborted();
    if (this.companionExits.length > 0) throw snapshotRefused("there is more than one process");
    // It can take its time, and cannot be stopped but with all that it has stopped.
    const onAbort = () => this.kill();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await this.#launcher.takeSnapshot({ taker: TAKER, file, maxBytes: this.#maxSnapshotBytes });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  async freeze(): Promise<void> {
    if (this.#cgroup.freezer === undefined) await this.#launcher.order("stop");
    else await this.#cgroup.freezer.freeze();
  }

  async thaw(): Promise<void> {
    if (this.#cgroup.freezer === undefined) await this.#launcher.order("continue");
    else await this.#cgroup.freezer.thaw();
  }

  throttleCpu(): Promise<void> {
    return this.#cgroup.throttleCpu(this.#cpus);
  }

  peakMemoryMiB(): Promise<number | undefined> {
    return this.#cgroup.peakMemoryMiB();
  }

  signal(name: "SIGTERM" | "SIGKILL"): void {
    if (name === "SIGTERM") this.#launcher.terminate();
    else if (this.companionExits.length > 0) this.#launcher.killCommand();
    else this.#launcher.killSoon();
  }

  kill(): void {
    this.#launcher.killSoon();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    // Version 1 freezers keep even a killed process from dying.
    await this.#cgroup.freezer?.thaw();
    await this.#launcher.kill();
    // Reads the cgroup for the last time, so the cgroup is removed after it.
    await this.exited;
    await this.#cleanup.disposeAsync();
    this.#launcher.closeUnused();
  }

  async #exit(ended: Promise<CommandEnd>): Promise<SandboxExit> {
    const { exitCode, signal, startError } = await ended;
    return {
      exitCode,
      signal,
      outOfMemory: await this.#cgroup.wasOutOfMemory().catch(() => false),
      ...(startError === undefined ? {} : { startError }),
    };
  }
}
