import type { FileHandle } from "node:fs/promises";
import type { Server } from "node:net";
import type { Duplex, Readable } from "node:stream";

/**
 * A sandbox runs one command under limits, cut off from the host. It has never heard of functions.
 * Backends stay naive; `safe-sandbox.ts` owns locking, idempotence and poisoning.
 */
export interface SandboxSpec {
  /** Unique among living sandboxes; letters, digits, `-`. Names cgroups and scratch directories. */
  readonly id: string;
  /** Absolute path inside the sandbox, then arguments. */
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly rootfs: Rootfs;
  readonly mounts: readonly SandboxMount[];
  /** Absolute paths of empty directories that are there from the start, for example for `Sandbox.mount`. */
  readonly directories?: readonly string[];
  readonly limits: SandboxLimits;
  /** `host`: outbound network as the host has it, without the host itself. `none`: loopback only. */
  readonly egress: "none" | "host";
  /** Ports on 127.0.0.1 inside the sandbox that the server listens on; see `Sandbox.serve`. */
  readonly listenPorts: readonly number[];
  /**
   * Nothing is run before `Sandbox.start`, which says what: command, variables and working directory given here do not
   * matter. Not with companions.
   */
  readonly waits?: true;
  /**
   * The command goes on from there instead of starting; command, variables and working directory given here do not
   * matter. Root file system, mounts and listened ports must be those that it was taken with. Not with companions. Where
   * it cannot go on, the sandbox ends with a `SandboxExit.startError` that begins with `SNAPSHOT_UNUSABLE`.
   */
  readonly snapshot?: SandboxSnapshot;
  /** Programs beside the command, which then waits for `Sandbox.begin`. */
  readonly companions?: SandboxCompanions;
}

/** They are started at once, in the working directory, and live on when the command has ended. */
export interface SandboxCompanions {
  /** Absolute paths inside the sandbox; they get no arguments. */
  readonly programs: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * A process as it was at one moment, in a file: see `Sandbox.takeSnapshot`. Any number of sandboxes can go on from it at
 * once. It is of use to this machine until the next boot, and as long as the files lie unchanged that the process had
 * mapped. Sandboxes share memory with the file, so it must not be written to; it may be removed when no sandbox is just
 * starting from it. It ends in a hole: what it takes is told in blocks, not by its length.
 */
export interface SandboxSnapshot {
  /** Absolute path on the host, for example that of a `MemoryFile`. */
  readonly path: string;
}

/** A file that is nowhere but in the host's memory, only this user's to open, and gone with this process at the latest. */
export interface MemoryFile extends AsyncDisposable {
  /** By which programs on this host find it until it is disposed of. Who has mapped it by then keeps what it holds. */
  readonly path: string;
  readonly handle: FileHandle;
  /** How much there is of it, beside the hole that it may end in. */
  contentBytes(): Promise<number>;
}

/** What a sandbox that waited is to run. */
export type SandboxStart = Pick<SandboxSpec, "command" | "environment" | "workingDirectory">;

/** What a sandbox that waited goes on from. */
export type SandboxContinuation = Required<Pick<SandboxSpec, "snapshot">>;

/** `composed`: an own skeleton with the host's /usr read-only. `directory`: an unpacked image. Always read-only. */
export type Rootfs = { readonly kind: "composed" } | { readonly kind: "directory"; readonly path: string };

/** A host directory (or file) shown read-only at `target`. Several sources are merged, the first on top. */
export interface SandboxMount {
  readonly sources: readonly [string, ...string[]];
  readonly target: string;
}

export interface SandboxLimits {
  readonly memoryMiB: number;
  /** CPUs' worth of time once `throttleCpu` was called; until then unlimited, so that starting is quick. */
  readonly cpus: number;
  readonly processes: number;
  readonly openFiles: number;
  /** Size of `/tmp`; not counted against `memoryMiB`. */
  readonly tmpMiB: number;
}

export interface SandboxExit {
  /** Exit status of the command; undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  /** For example `SIGKILL`. */
  readonly signal: string | undefined;
  /** The kernel killed a process of this sandbox for want of memory. */
  readonly outOfMemory: boolean;
  /**
   * Set when the command could not even be started, for example `ENOENT`, `EACCES` or `ENOEXEC`. Of a snapshot:
   * `SNAPSHOT_UNUSABLE: ` and the reason, for example that the machine was booted since. Taking another one helps.
   */
  readonly startError?: string;
}

export interface Sandbox extends AsyncDisposable {
  readonly id: string;
  /** What the command writes. Flowing from the start; ends when every writer is gone. */
  readonly stdout: Readable;
  readonly stderr: Readable;
  /**
   * Resolves once, when the command's process has ended; never rejects. Its descendants are killed with it, unless there
   * are companions: then they and the companions live until the sandbox is disposed of.
   */
  readonly exited: Promise<SandboxExit>;
  /** How each companion ended, in the order of `SandboxSpec.companions`. */
  readonly companionExits: readonly Promise<SandboxExit>[];
  /** What the companions write, all of them together. As `stdout` and `stderr`; empty without companions. */
  readonly companionOutputs: readonly Readable[];
  /** Starts the command of a sandbox that has companions. Once. */
  begin(): void;
  /** Starts the command of a sandbox that `waits`, or lets it go on from a snapshot. Once. */
  start(start: SandboxStart | SandboxContinuation): void;
  /** Lets `server` accept the connections made to `port` (one of `listenPorts`) inside the sandbox. */
  serve(port: number, server: Server): void;
  /**
   * Connects to a port on 127.0.0.1 inside the sandbox. Waits while the sandbox is frozen.
   * @throws the connection's error, for example ECONNREFUSED
   */
  connect(port: number): Promise<Duplex>;
  /**
   * Shows more of the host, on directories that are there already. Only where `SandboxBackend.canMount`.
   * @throws OperatorError when the host cannot do it; what is shown then is unknown
   */
  mount(mounts: readonly SandboxMount[]): Promise<void>;
  /**
   * Writes what the command's process is at this moment into the file at `path`, which exists; what it holds when this
   * fails is of no use. The sandbox can only be disposed of afterwards, whether it succeeds or not. Only where
   * `SandboxBackend.canSnapshot`, of a sandbox that is not frozen and has no companions.
   *
   * In a sandbox that goes on from it, connections to `listenPorts` are made anew, at once and without a word: the server
   * sees a new connection, on which the process waits for what it waited for. All other connections are found broken.
   * @throws OperatorError SNAPSHOT_REFUSED with the reason, for example that there is more than one process
   */
  takeSnapshot(path: string, options: { readonly signal: AbortSignal }): Promise<void>;
  /** No process of the sandbox runs from when this resolves until `thaw`. Idempotent. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** From now on at most `limits.cpus`. */
  throttleCpu(): Promise<void>;
  /** Highest memory use so far, MiB, rounded up; undefined where the host does not count. */
  peakMemoryMiB(): Promise<number | undefined>;
  /** Sends a signal to the command's process only; without companions its descendants end with it. */
  signal(name: "SIGTERM" | "SIGKILL"): void;
  /** Kills everything inside without waiting. What it used can still be asked for. */
  kill(): void;
  /** Kills everything inside at once and removes cgroups, mounts and scratch files. Idempotent. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface SandboxBackend extends AsyncDisposable {
  /** Whether a sandbox that runs already can be shown more of the host. */
  readonly canMount: boolean;
  /** Whether `Sandbox.takeSnapshot` and `SandboxSpec.snapshot` work here. */
  readonly canSnapshot: boolean;
  /** An empty one. Only where `canSnapshot`. */
  makeMemoryFile(): Promise<MemoryFile>;
  /** @throws OperatorError when the host cannot do it; nothing is left behind then */
  create(spec: SandboxSpec, options: { readonly signal: AbortSignal }): Promise<Sandbox>;
  /** Removes what a killed server left: processes, cgroups, mounts, loop devices, scratch files. */
  sweep(): Promise<SweepReport>;
}

/** A backend whose promises depend on the host it found. */
export interface HostSandboxBackend extends SandboxBackend {
  /** What this host lets it promise, for `doctor` and the log. */
  readonly features: readonly SandboxFeature[];
}

/** One promise of the sandbox, and whether this host lets it be kept whole. */
export interface SandboxFeature {
  readonly name: "isolation" | "memory" | "cpu" | "processes" | "freeze" | "tmp" | "egress" | "snapshot";
  readonly state: "full" | "reduced" | "missing";
  /** How it is done here, for people. */
  readonly detail: string;
  /** What the operator can do about it; only when not full. */
  readonly remedy?: string;
}

export interface SweepReport {
  readonly processes: number;
  readonly cgroups: number;
  readonly mounts: number;
}
