import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { Socket, type SocketConstructorOpts } from "node:net";
import type { Writable } from "node:stream";
import { launchError } from "./launch-error.ts";
import type { LauncherMessage, SpawnerMessage } from "./launcher-message.ts";

/** A descriptor as Node hands it over between processes. */
export interface ReceivedHandle {
  close(): void;
}

/** A launcher that waits for its request. */
export interface SpawnedLauncher {
  /** Takes the request, then orders. */
  readonly orders: Writable;
  /** Kills the launcher, and with it everything in its sandbox. */
  kill(): void;
}

/** Told what a launcher says, in order. */
export interface LauncherListener {
  onMessage(message: LauncherMessage, handle: ReceivedHandle | undefined): void;
  /** The launcher is gone, and with it everything in its sandbox. Once, and last. */
  onGone(): void;
}

/** One byte each; see native/launcher/spawner.c. */
const ORDERS = { launch: "L", kill: "K" } as const;

interface Waiter {
  readonly listener: LauncherListener;
  readonly launched: PromiseWithResolvers<SpawnedLauncher>;
}

/**
 * Starts launchers by way of one small process that forks them: to start each from here would copy the tables of this
 * process's memory and stand still until the new program runs, many milliseconds on a busy machine. Should that process
 * die, so do all sandboxes, and the next launch starts another.
 */
export class LauncherSpawner implements AsyncDisposable {
  readonly #launcherPath: string;
  #current: SpawnerProcess | undefined;

  constructor(launcherPath: string) {
    this.#launcherPath = launcherPath;
  }

  /** @throws OperatorError when there can be no launcher */
  launch(listener: LauncherListener): Promise<SpawnedLauncher> {
    if (this.#current?.isGone !== false) this.#current = new SpawnerProcess(this.#launcherPath);
    return this.#current.launch(listener);
  }

  /** Ends it, and whatever it has started. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#current?.end();
  }
}

class SpawnerProcess {
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
  #isGone = false;

  constructor(launcherPath: string) {
    // Its standard error is ours: it says there only what it cannot say over the channel.
    // Detached: an interrupt typed at the terminal is for the server, which then ends its sandboxes in good order.
    const stdio: StdioOptions = ["pipe", "ignore", "inherit", "ipc"];
    this.#child = spawnOrExplain(() => spawn(launcherPath, [], { stdio, env: {}, cwd: "/", detached: true }));
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

  launch(listener: LauncherListener): Promise<SpawnedLauncher> {
    const launched = Promise.withResolvers<SpawnedLauncher>();
    this.#waiters.push({ listener, launched });
    this.#child.stdin?.write(ORDERS.launch);
    return launched.promise;
  }

  async end(): Promise<void> {
    if (this.#isGone) return;
    this.#child.stdin?.end();
    await this.#gone.promise;
  }

  #hear(message: SpawnerMessage, handle: ReceivedHandle | undefined): void {
    if (message.kind === "launcher") return this.#hearLauncher(message.launcher, handle);
    if (message.kind === "gone") {
      this.#listeners.get(message.launcher)?.onGone();
      this.#listeners.delete(message.launcher);
    } else if (message.kind === "no-launcher") {
      this.#waiters.shift()?.launched.reject(launchError(message));
    } else if (message.launcher === 0) {
      // Its last words.
      if (message.kind === "failed") this.#failure = launchError(message);
    } else {
      this.#listeners.get(message.launcher)?.onMessage(message, handle);
    }
  }

  #hearLauncher(pid: number, handle: ReceivedHandle | undefined): void {
    const waiter = this.#waiters.shift();
    if (waiter === undefined || handle === undefined) return handle?.close();
    this.#listeners.set(pid, waiter.listener);
    waiter.launched.resolve({
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
