import { createServer, type Server, type Socket } from "node:net";
import type { Clock } from "../../../base/clock.ts";
import type { TaskGroup } from "../../../base/task-group.ts";
import type { Sandbox, SandboxBackend, SandboxExit, SandboxSpec } from "../../../sandbox/contract.ts";
import { type InvocationEvent, RuntimeApi, type RuntimeApiObserver } from "../runtime-api/runtime-api.ts";
import type { EnvironmentLog } from "./environment-log.ts";

/** Where AWS_LAMBDA_RUNTIME_API points. Any port would do; this one is AWS's. */
export const RUNTIME_API_PORT = 9001;

/**
 * How long the last words of a dead process are waited for. They are in the kernel already, so this is not reached
 * unless something else holds its sockets or pipes open.
 */
const LAST_WORDS_MS = 500;

export interface RuntimeProcessObserver extends RuntimeApiObserver {
  /** The process ended, and everything it sent and wrote has been read. */
  onExit(exit: SandboxExit): void;
}

export interface RuntimeProcessOptions {
  readonly backend: SandboxBackend;
  readonly spec: SandboxSpec;
  /** Serves connections to this server's own API from inside, on `port`. */
  readonly api: { readonly port: number; readonly onConnection: (socket: Socket) => void } | undefined;
  readonly log: EnvironmentLog;
  readonly clock: Clock;
  readonly tasks: TaskGroup;
}

/** One runtime in one sandbox, with the Runtime API that it talks to and the log that it writes to. */
export class RuntimeProcess implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly #runtimeApi: RuntimeApi;
  readonly #apiServer: Server | undefined;
  readonly #apiSockets = new Set<Socket>();
  readonly #log: EnvironmentLog;
  readonly #clock: Clock;

  private constructor(
    sandbox: Sandbox,
    runtimeApi: RuntimeApi,
    observer: RuntimeProcessObserver,
    options: RuntimeProcessOptions,
  ) {
    this.sandbox = sandbox;
    this.#runtimeApi = runtimeApi;
    this.#log = options.log;
    this.#clock = options.clock;
    this.#log.attach(sandbox.stdout);
    this.#log.attach(sandbox.stderr);
    sandbox.serve(RUNTIME_API_PORT, runtimeApi.server);
    if (options.api !== undefined) {
      this.#apiServer = this.#serveApi(options.api.onConnection);
      sandbox.serve(options.api.port, this.#apiServer);
    }
    options.tasks.run(async () => {
      const exit = await sandbox.exited;
      await this.#readLastWords();
      observer.onExit(exit);
    });
  }

  /** @throws OperatorError when the host cannot make the sandbox */
  static async start(
    options: RuntimeProcessOptions,
    observer: RuntimeProcessObserver,
    signal: AbortSignal,
  ): Promise<RuntimeProcess> {
    const runtimeApi = new RuntimeApi(observer);
    const sandbox = await options.backend.create(options.spec, { signal });
    return new RuntimeProcess(sandbox, runtimeApi, observer, options);
  }

  /** Gives the runtime its next invocation. Only after `onReady`. */
  deliver(event: InvocationEvent): void {
    this.#runtimeApi.deliver(event);
  }

  /** Ends the process and reads what it wrote until then. Leaves it to `asyncDispose` when that takes too long. */
  async kill(): Promise<void> {
    this.sandbox.signal("SIGKILL");
    await this.#readLastWords();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#runtimeApi.close();
    this.#apiServer?.close();
    for (const socket of this.#apiSockets) socket.destroy();
    await this.sandbox[Symbol.asyncDispose]();
  }

  /** Resolves when the process has ended, and what it sent and wrote has been read. */
  async #readLastWords(): Promise<void> {
    const late = Promise.withResolvers<void>();
    using _ = this.#clock.after(LAST_WORDS_MS, () => late.resolve());
    const read = async () => {
      await this.sandbox.exited;
      await Promise.all([this.#runtimeApi.settle(), this.#log.ended()]);
    };
    await Promise.race([read(), late.promise]);
  }

  #serveApi(onConnection: (socket: Socket) => void): Server {
    return createServer({ noDelay: true }, (socket) => {
      this.#apiSockets.add(socket);
      socket.once("close", () => this.#apiSockets.delete(socket));
      onConnection(socket);
    });
  }
}
