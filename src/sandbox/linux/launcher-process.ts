import { Socket, type SocketConstructorOpts } from "node:net";
import type { Readable, Writable } from "node:stream";
import type { Clock } from "../../base/clock.ts";
import type { OperatorError } from "../../base/operator-error.ts";
import type { SandboxStart } from "../contract.ts";
import { launchError, launcherStuck, snapshotRefused } from "./launch-error.ts";
import {
  encodeLaunchRequest,
  encodeMounts,
  encodeRestoration,
  encodeStart,
  encodeTaking,
  type LaunchMount,
  type LaunchRequest,
  type LaunchRestoration,
  type LaunchTaking,
} from "./launch-request.ts";
import type { CommandEnd, LauncherMessage } from "./launcher-message.ts";
import type { LauncherSpawner } from "./launcher-spawner.ts";
import type { LauncherListener, ReceivedHandle, SpawnedLauncher } from "./spawned-launcher.ts";

/** One byte each; see native/launcher/launcher.h. */
const ORDERS = {
  kill: "K",
  begin: "B",
  assign: "A",
  terminate: "T",
  killCommand: "X",
  stop: "F",
  continue: "C",
  socket: "N",
  mount: "M",
  restore: "R",
  take: "P",
} as const;

/** How long a killed sandbox may take to vanish before its launcher is killed as well. */
const KILL_PATIENCE_MS = 5_000;

/** And before it is given up. Where 1,500 end at once on a busy machine, the last takes half as long. */
const GIVE_UP_MS = 20_000;

/** Far more than a start or an order takes on a host that is overloaded; who has not answered by then never will. */
const ANSWER_PATIENCE_MS = 60_000;

/** The program that takes snapshots gives up by itself before this. */
const SNAPSHOT_PATIENCE_MS = 330_000;

/**
 * The launcher of one sandbox: its messages, its orders, the descriptors it hands over. When it ends, so does
 * everything in the sandbox; when this process ends, the launcher does.
 */
export class LauncherProcess {
  /** Undefined until there is one. */
  #launcher: SpawnedLauncher | undefined;
  readonly #clock: Clock;
  readonly #listeners = new Map<number, ReceivedHandle>();
  readonly #outputs = new Map<number, Socket>();
  readonly #started = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<CommandEnd>();
  readonly #companionsEnded: readonly PromiseWithResolvers<CommandEnd>[];
  /** Asked for and not received yet, the oldest first. */
  readonly #sockets: PromiseWithResolvers<ReceivedHandle>[] = [];
  readonly #closed = Promise.withResolvers<void>();
  #answered = Promise.withResolvers<void>();
  #isClosed = false;

  private constructor(clock: Clock, companionCount: number) {
    this.#clock = clock;
    this.#companionsEnded = Array.from({ length: companionCount }, () => Promise.withResolvers());
    this.#answered.promise.catch(() => undefined);
    this.#started.promise.catch(() => undefined);
  }

  /**
   * Resolves when the command is being started.
   * @throws OperatorError naming the step that failed; nothing is left of the sandbox then
   */
  static async start(
    spawner: Pick<LauncherSpawner, "launch">,
    request: LaunchRequest,
    { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  ): Promise<LauncherProcess> {
    signal.throwIfAborted();
    const launcher = new LauncherProcess(clock, request.companions?.programs.length ?? 0);
    const outOfPatience = new AbortController();
    using _bound = clock.after(ANSWER_PATIENCE_MS, () => outOfPatience.abort(noAnswer("start")));
    const given = AbortSignal.any([signal, outOfPatience.signal]);
    launcher.#launcher = await spawner.launch(launcher.#listener, given);
    const onAbort = () => launcher.#started.reject(given.reason as Error);
    given.addEventListener("abort", onAbort, { once: true });
    try {
      if (given.aborted) onAbort();
      launcher.#orders?.write(encodeLaunchRequest(request));
      await launcher.#started.promise;
      return launcher;
    } catch (error) {
      await launcher.kill();
      launcher.closeUnused();
      throw error;
    } finally {
      given.removeEventListener("abort", onAbort);
    }
  }

  /** @param number 1: standard output, 2: standard error; 3 and 4: the companions' */
  output(number: 1 | 2 | 3 | 4): Readable {
    const socket = this.#outputs.get(number);
    if (socket === undefined) throw new Error(`The launcher sent no descriptor for output ${number}`);
    return socket;
  }

  /** The listener on `port`, once; whoever takes it closes it. */
  takeListener(port: number): ReceivedHandle {
    const handle = this.#listeners.get(port);
    if (handle === undefined) throw new Error(`Port ${port} of this sandbox is not listened on, or is served already`);
    this.#listeners.delete(port);
    return handle;
  }

  /**
   * Resolves when the command has ended, and all its descendants with it, unless there are companions; never rejects.
   */
  get ended(): Promise<CommandEnd> {
    return this.#ended.promise;
  }

  /** As `ended`, of each companion. */
  get companionsEnded(): readonly Promise<CommandEnd>[] {
    return this.#companionsEnded.map(({ promise }) => promise);
  }

  /** Starts the command, which waited because there are companions. */
  begin(): void {
    this.#orders?.write(ORDERS.begin);
  }

  /** Starts the command of a sandbox that waits for it. */
  assign(start: SandboxStart): void {
    this.#orders?.write(Buffer.concat([Buffer.from(ORDERS.assign), encodeStart(start)]));
  }

  /** The same, from a snapshot. */
  restore(restoration: LaunchRestoration): void {
    this.#orders?.write(Buffer.concat([Buffer.from(ORDERS.restore), encodeRestoration(restoration)]));
  }

  /** Asks the command to end. */
  terminate(): void {
    this.#orders?.write(ORDERS.terminate);
  }

  /** Kills the command without waiting; its companions live on. */
  killCommand(): void {
    this.#orders?.write(ORDERS.killCommand);
  }

  /** A socket of the sandbox's network that is not connected yet. Whoever gets it closes it. Waits while all is frozen. */
  async makeSocket(): Promise<ReceivedHandle> {
    if (this.#isClosed) throw new Error("The sandbox has ended");
    const socket = Promise.withResolvers<ReceivedHandle>();
    this.#sockets.push(socket);
    this.#orders?.write(ORDERS.socket);
    return socket.promise;
  }

  /**
   * Shows more in the sandbox.
   * @throws OperatorError naming the step that failed
   */
  mount(mounts: readonly LaunchMount[]): Promise<void> {
    return this.#order(Buffer.concat([Buffer.from(ORDERS.mount), encodeMounts(mounts)]));
  }

  /**
   * Writes what the command's process is into a file. Nothing inside runs any more then.
   * @throws OperatorError SNAPSHOT_REFUSED; what the file holds then is of no use
   */
  takeSnapshot(taking: LaunchTaking): Promise<void> {
    return this.#order(Buffer.concat([Buffer.from(ORDERS.take), encodeTaking(taking)]), SNAPSHOT_PATIENCE_MS);
  }

  /** Kills the whole sandbox without waiting. */
  killSoon(): void {
    this.#orders?.write(ORDERS.kill);
  }

  /** Stops or continues every process inside by signals, for hosts without a freezer. */
  order(order: "stop" | "continue"): Promise<void> {
    return this.#order(ORDERS[order]);
  }

  /**
   * Kills the whole sandbox and resolves when nothing of it runs any more. Idempotent.
   * @throws OperatorError when something of it cannot be killed
   */
  async kill(): Promise<void> {
    this.killSoon();
    const givenUp = Promise.withResolvers<never>();
    using _impatience = this.#clock.after(KILL_PATIENCE_MS, () => this.#launcher?.kill());
    using _despair = this.#clock.after(GIVE_UP_MS, () => givenUp.reject(launcherStuck(this.#launcher?.pid)));
    await Promise.race([this.#closed.promise, givenUp.promise]);
  }

  /** Closes what nobody took. Output that is being read ends by itself. */
  closeUnused(): void {
    for (const handle of this.#listeners.values()) handle.close();
    this.#listeners.clear();
    for (const output of this.#outputs.values()) if (output.readableFlowing !== true) output.destroy();
  }

  /** One at a time: the launcher's answers say not which order they are for. */
  async #order(bytes: string | Buffer, patienceMs: number = ANSWER_PATIENCE_MS): Promise<void> {
    if (this.#isClosed) throw new Error("The sandbox has ended");
    const answered = (this.#answered = Promise.withResolvers());
    using _bound = this.#clock.after(patienceMs, () => answered.reject(noAnswer("obey")));
    this.#orders?.write(bytes);
    await answered.promise;
  }

  get #orders(): Writable | undefined {
    return this.#launcher?.orders;
  }

  get #listener(): LauncherListener {
    return { onMessage: (message, handle) => this.#hear(message, handle), onGone: () => this.#close() };
  }

  #hear(message: LauncherMessage, handle: ReceivedHandle | undefined): void {
    switch (message.kind) {
      case "listener":
        if (handle !== undefined) this.#listeners.set(message.number, handle);
        return;
      case "output":
        if (handle !== undefined) this.#outputs.set(message.number, readableOf(handle));
        return;
      case "started":
        return this.#started.resolve();
      case "stopped":
      case "continued":
      case "mounted":
      case "snapshot-taken":
        return this.#answered.resolve();
      case "snapshot-refused":
        return this.#answered.reject(snapshotRefused(message.reason));
      case "failed":
        return this.#fail(launchError(message));
      case "exited":
        return this.#ended.resolve(message);
      case "companion-exited":
        return this.#companionsEnded[message.number]?.resolve(message);
      case "socket":
        return this.#hearSocket(handle);
      case "no-socket":
        return this.#hearSocket(undefined);
      default:
        message satisfies never;
    }
  }

  /** Before the start, that failed; after it, what was ordered last. */
  #fail(error: OperatorError): void {
    this.#started.reject(error);
    this.#answered.reject(error);
  }

  #hearSocket(handle: ReceivedHandle | undefined): void {
    const socket = this.#sockets.shift();
    if (handle === undefined) socket?.reject(new Error("The sandbox could not make a socket"));
    else if (socket === undefined) handle.close();
    else socket.resolve(handle);
  }

  /** The launcher is gone. What it did not tell can only mean that it was killed, and then so was everything inside. */
  #close(): void {
    this.#isClosed = true;
    this.#orders?.destroy();
    this.#started.reject(
      launchError({ step: "start", errorCode: "ECHILD", errorText: "the launcher ended without saying why" }),
    );
    this.#answered.reject(new Error("The sandbox has ended"));
    this.#ended.resolve({ signal: "SIGKILL" });
    for (const { resolve } of this.#companionsEnded) resolve({ signal: "SIGKILL" });
    for (const { reject } of this.#sockets.splice(0)) reject(new Error("The sandbox has ended"));
    this.#closed.resolve();
  }
}

const noAnswer = (step: string): OperatorError =>
  launchError({ step, errorCode: "ETIMEDOUT", errorText: "the launcher does not answer" });

/** The read end of a pipe arrives as a handle, and a socket knows how to read it; Node's types know other handles only. */
const readableOf = (handle: ReceivedHandle): Socket => {
  const options = { handle, readable: true, writable: false };
  return new Socket(options as SocketConstructorOpts);
};
