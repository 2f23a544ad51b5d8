import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { Socket, type SocketConstructorOpts } from "node:net";
import type { Writable } from "node:stream";
import type { Clock } from "../../base/clock.ts";
import { launchError, launcherMismatch, launcherStuck } from "./launch-error.ts";
import type { LauncherProgram } from "./launcher-program.ts";
import type { LauncherListener, ReceivedHandle, SpawnedLauncher } from "./spawned-launcher.ts";
import type { SpawnerMessage } from "./launcher-message.ts";

/** One byte each; see native/launcher/spawner.c. */
const ORDERS = { launch: "L", kill: "K" } as const;

/** How long it may take to end when it is asked to, and then once more when it is killed. */
const END_PATIENCE_MS = 5_000;

interface Waiter {
  readonly listener: LauncherListener;
  readonly launched: PromiseWithResolvers<SpawnedLauncher>;
  /** Nobody waits any more. Its launcher comes all the same, and in its turn. */
  isAbandoned: boolean;
}

/** The process that forks launchers, and the channel that it shares with them all. */
export class SpawnerProcess {
  readonly #program: LauncherProgram;
  readonly #clock: Clock;
  readonly #child: ChildProcess;
  /** The oldest first, as they are answered. */
  readonly #waiters: Waiter[] = [];
  /** By process ID. */
  readonly #listeners = new Map<number, LauncherListener>();
  readonly #gone = Promise.withResolvers<void>();
  /** What a launch fails with when the process ends without a word. */
  #failure: Error = launchError({
    step: "start",
    errorCode: "ECHILD",
    errorText: "the launcher ended without saying why",
  });
  /** By its first word: whether it is the build which this server knows how to talk to. */
  #acquaintance: "none" | "known" | "refused" = "none";
  #isGone = false;

  constructor(program: LauncherProgram, clock: Clock) {
    this.#program = program;
    this.#clock = clock;
    // Its standard error is ours: it says there only what it cannot say over the channel.
    // Detached: an interrupt typed at the terminal is for the server, which then ends its sandboxes in good order.
    const stdio: StdioOptions = ["pipe", "ignore", "inherit", "ipc"];
    const words = program.privileged ? ["privileged"] : [];
    this.#child = spawnOrExplain(() => spawn(program.path, words, { stdio, env: {}, cwd: "/", detached: true }));
    this.#child.on("message", (message, handle) =>
      this.#hear(message as SpawnerMessage, handle as ReceivedHandle | undefined),
    );
    this.#child.on("error", (error: NodeJS.ErrnoException) => {
      this.#failure = spawnError(error);
      // Without a process there is nothing whose end would be told.
      if (this.#child.pid === undefined) this.#end();
    });
    this.#child.on("close", () => this.#end());
    // A process that is gone cannot take orders; that it is gone is learnt from "close".
    this.#child.stdin?.on("error", () => undefined);
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  async launch(listener: LauncherListener, signal: AbortSignal): Promise<SpawnedLauncher> {
    signal.throwIfAborted();
    const waiter: Waiter = { listener, launched: Promise.withResolvers(), isAbandoned: false };
    const onAbort = () => {
      waiter.isAbandoned = true;
      waiter.launched.reject(signal.reason as Error);
    };
    this.#waiters.push(waiter);
    this.#child.stdin?.write(ORDERS.launch);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await waiter.launched.promise;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** @throws OperatorError when not even killing ends it; what it has started may still run then */
  async end(): Promise<void> {
    if (this.#isGone) return;
    this.#child.stdin?.end();
    using _impatience = this.#clock.after(END_PATIENCE_MS, () => this.#child.kill("SIGKILL"));
    using _despair = this.#clock.after(2 * END_PATIENCE_MS, () => this.#gone.reject(launcherStuck(this.#child.pid)));
    await this.#gone.promise;
  }

  #hear(message: SpawnerMessage, handle: ReceivedHandle | undefined): void {
    if (this.#acquaintance !== "known") return this.#meet(message, handle);
    if (message.kind === "launcher") return this.#hearLauncher(message.launcher, handle);
    if (message.kind === "gone") {
      this.#listeners.get(message.launcher)?.onGone();
      this.#listeners.delete(message.launcher);
    } else if (message.kind === "no-launcher") {
      this.#waiters.shift()?.launched.reject(launchError(message));
    } else if (message.launcher === 0 || message.kind === "ready") {
      // Its last words.
      if (message.kind === "failed") this.#failure = launchError(message);
    } else {
      this.#listeners.get(message.launcher)?.onMessage(message, handle);
    }
  }

  /** Its first word. Files may have been replaced since this server was started, and others speak another language. */
  #meet(message: SpawnerMessage, handle: ReceivedHandle | undefined): void {
    if (this.#acquaintance === "none" && message.kind === "ready" && message.build === this.#program.build) {
      this.#acquaintance = "known";
      return;
    }
    handle?.close();
    // What it says until it is dead is of no account: launchers that it has started find nobody who talks to them.
    if (this.#acquaintance === "refused") return;
    this.#acquaintance = "refused";
    this.#failure = message.kind === "failed" ? launchError(message) : launcherMismatch(this.#program.path);
    this.#child.kill("SIGKILL");
  }

  #hearLauncher(pid: number, handle: ReceivedHandle | undefined): void {
    const waiter = this.#waiters.shift();
    // Without its orders a launcher ends by itself.
    if (waiter === undefined || waiter.isAbandoned || handle === undefined) return handle?.close();
    this.#listeners.set(pid, waiter.listener);
    waiter.launched.resolve({
      pid,
      orders: writableTo(handle),
      kill: () => void this.#child.stdin?.write(`${ORDERS.kill}${pid.toString(16).padStart(8, "0")}`),
    });
  }

  /** Every launcher is gone with it. */
  #end(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    for (const { launched } of this.#waiters.splice(0)) launched.reject(this.#failure);
    for (const listener of this.#listeners.values()) listener.onGone();
    this.#listeners.clear();
    this.#gone.resolve();
  }
}

/** The end of a pipe arrives as a handle, and a socket knows how to write to it; Node's types know other handles only. */
const writableTo = (handle: ReceivedHandle): Writable => {
  const options = { handle, readable: false, writable: true };
  const socket = new Socket(options as SocketConstructorOpts);
  // A launcher that is gone cannot take orders; that it is gone is told otherwise.
  socket.on("error", () => undefined);
  return socket;
};

/** Node tells some failures by an event and throws others. */
const spawnOrExplain = (start: () => ChildProcess): ChildProcess => {
  try {
    return start();
  } catch (error) {
    throw spawnError(error as NodeJS.ErrnoException);
  }
};

const spawnError = (error: NodeJS.ErrnoException) =>
  launchError({ step: "start", errorCode: error.code ?? "UNKNOWN", errorText: error.message });
