import { createServer, type Server, type Socket } from "node:net";
import type { Clock } from "../../../base/clock.ts";
import type { TaskGroup } from "../../../base/task-group.ts";
import type { Sandbox, SandboxBackend, SandboxExit, SandboxSpec } from "../../../sandbox/contract.ts";
import type { FunctionMetadata } from "../extensions/extension-answers.ts";
import { Extensions } from "../extensions/extensions.ts";
import { ExtensionsApi } from "../extensions/extensions-api.ts";
import type { ShutdownReason } from "../extensions/lifecycle-event.ts";
import { type OnSubscription, SubscriptionApi } from "../extensions/telemetry/subscription-api.ts";
import type { Telemetry } from "../extensions/telemetry/telemetry.ts";
import type { RuntimeResponse } from "../runtime-api/response-receivers.ts";
import { type InvocationEvent, RuntimeApi, type RuntimeFailure } from "../runtime-api/runtime-api.ts";
import type { SnapStartApi } from "../runtime-api/snap-start-api.ts";
import type { EnvironmentLog } from "./environment-log.ts";
import { ExtensionProcesses } from "./extension-processes.ts";
import type { ExtensionFailure } from "./function-errors.ts";
import { within } from "./within.ts";

/** Where AWS_LAMBDA_RUNTIME_API points. Any port would do; this one is AWS's. */
export const RUNTIME_API_PORT = 9001;

/**
 * How long the last words of a dead process are waited for. They are in the kernel already, so this is not reached
 * unless something else holds its sockets or pipes open.
 */
const LAST_WORDS_MS = 500;

/** Told what happens inside, at once and in order. */
export interface RuntimeProcessObserver {
  /** The runtime asks for its next invocation. */
  onRuntimeReady(): void;
  /** So does every extension: all are initialised, or done with the invocation before. */
  onReady(): void;
  /** The runtime begins to answer. */
  onResponding(): void;
  onResponse(response: RuntimeResponse): void;
  onInitError(failure: RuntimeFailure): void;
  /** The runtime ended, and everything it sent and wrote has been read. */
  onExit(exit: SandboxExit): void;
  /** The runtime waits until a snapshot of it was taken and gone on from. */
  onRestorable?(): void;
  /** The runtime goes on from a snapshot and was told so. */
  onRestoring?(): void;
  onExtensionExit(failure: ExtensionFailure): void;
  readonly onSubscription: OnSubscription;
}

export interface RuntimeProcessOptions {
  readonly backend: Pick<SandboxBackend, "create">;
  readonly spec: SandboxSpec;
  /** Serves connections to this server's own API from inside, on `port`. */
  readonly api: { readonly port: number; readonly onConnection: (socket: Socket) => void } | undefined;
  /** For environments that are kept, or go on from what was kept. */
  readonly snapStart: SnapStartApi | undefined;
  /** Files in `EXTENSIONS_DIRECTORY`; as far as there may be so many, they are companions of `spec`. */
  readonly extensionNames: readonly string[];
  /** What extensions are told about the function. */
  readonly metadata: FunctionMetadata;
  /** The function logs in JSON. */
  readonly logsJson: boolean;
  readonly log: EnvironmentLog;
  readonly clock: Clock;
  readonly tasks: TaskGroup;
}

/** One runtime and its extensions in one sandbox, with the APIs that they talk to and the log that they write to. */
export class RuntimeProcess implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly extensions: Extensions;
  readonly #observer: RuntimeProcessObserver;
  readonly #telemetry: Telemetry;
  readonly #runtimeApi: RuntimeApi;
  readonly #processes: ExtensionProcesses;
  readonly #apiServer: Server | undefined;
  readonly #apiSockets = new Set<Socket>();
  readonly #log: EnvironmentLog;
  readonly #clock: Clock;
  #isRuntimeReady = false;

  private constructor(
    sandbox: Sandbox,
    options: RuntimeProcessOptions,
    observer: RuntimeProcessObserver,
    telemetry: Telemetry,
  ) {
    this.sandbox = sandbox;
    this.#observer = observer;
    this.#telemetry = telemetry;
    this.#log = options.log;
    this.#clock = options.clock;
    this.extensions = new Extensions(options.extensionNames);
    this.#processes = new ExtensionProcesses(sandbox, this.extensions, observer, options);
    this.#runtimeApi = this.#createRuntimeApi(options);
    this.#listenTo(options.log);
    sandbox.serve(RUNTIME_API_PORT, this.#runtimeApi.server);
    if (options.api !== undefined) {
      this.#apiServer = this.#serveApi(options.api.onConnection);
      sandbox.serve(options.api.port, this.#apiServer);
    }
    options.tasks.run(async () => {
      const exit = await sandbox.exited;
      await this.#readLastWords("function");
      observer.onExit(exit);
    });
  }

  /** @throws OperatorError when the host cannot make the sandbox */
  static async start(
    options: RuntimeProcessOptions,
    observer: RuntimeProcessObserver,
    telemetry: Telemetry,
    signal: AbortSignal,
  ): Promise<RuntimeProcess> {
    const sandbox = await options.backend.create(options.spec, { signal });
    return new RuntimeProcess(sandbox, options, observer, telemetry);
  }

  /** Gives the runtime its next invocation, and tells extensions of it. Only after `onReady`. */
  deliver(event: InvocationEvent): void {
    this.#isRuntimeReady = false;
    this.extensions.invoke(event);
    this.#runtimeApi.deliver(event);
  }

  /** Ends the runtime and reads what it wrote until then. With extensions, which live on, it is asked to first. */
  async stopRuntime(): Promise<void> {
    const graceMs = this.extensions.runtimeGraceMs;
    if (graceMs === 0) {
      await this.kill();
      return;
    }
    if (!this.#processes.isRuntimeStarted) return;
    this.sandbox.signal("SIGTERM");
    await within(graceMs, this.sandbox.exited, this.#clock);
    this.sandbox.signal("SIGKILL");
    await this.#readLastWords("function");
  }

  /** Tells extensions why the environment ends, gives them until `deadlineMs`, and kills what is left. */
  async shutDownExtensions(reason: ShutdownReason, deadlineMs: number): Promise<void> {
    if (this.extensions.all.length === 0) return;
    const remainingMs = Math.max(0, deadlineMs - this.#clock.nowMs());
    this.#telemetry.flush();
    const told = this.extensions.shutDown(reason, deadlineMs);
    await within(remainingMs, this.#processes.exited(told), this.#clock);
    await this.kill();
  }

  /** Ends everything and reads what it wrote until then. Leaves it to `asyncDispose` when that takes too long. */
  async kill(): Promise<void> {
    this.sandbox.kill();
    await this.#readLastWords();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#telemetry[Symbol.dispose]();
    this.#runtimeApi.close();
    this.#apiServer?.close();
    for (const socket of this.#apiSockets) socket.destroy();
    await this.sandbox[Symbol.asyncDispose]();
  }

  #createRuntimeApi({ metadata, logsJson, snapStart }: RuntimeProcessOptions): RuntimeApi {
    const observer = this.#observer;
    const { onSubscription } = observer;
    const extensionsApi = new ExtensionsApi({
      extensions: this.extensions,
      metadata,
      subscriptions: new SubscriptionApi(this.#telemetry, { logsJson, onSubscription }),
      onChange: () => {
        this.#processes.startRuntimeWhenRegistered();
        this.#settle();
      },
    });
    return new RuntimeApi(
      {
        onReady: () => {
          this.#isRuntimeReady = true;
          this.extensions.closeRegistration();
          observer.onRuntimeReady();
          this.#settle();
        },
        onResponding: () => observer.onResponding(),
        onResponse: (response) => observer.onResponse(response),
        onInitError: (failure) => observer.onInitError(failure),
        onRestorable: () => observer.onRestorable?.(),
        onRestoring: () => observer.onRestoring?.(),
      },
      extensionsApi,
      snapStart,
    );
  }

  /** Whatever comes last, the runtime or an extension, makes all ready. */
  #settle(): void {
    if (!this.#isRuntimeReady || !this.extensions.areReady) return;
    this.#isRuntimeReady = false;
    if (this.#telemetry.isOpen) this.#endSubscribing();
    this.#observer.onReady();
  }

  /** From here on nobody can begin to listen, and without anybody who does, lines need not be told. */
  #endSubscribing(): void {
    this.#telemetry.close();
    if (!this.#telemetry.isListenedTo) this.#log.onLine = undefined;
  }

  #listenTo(log: EnvironmentLog): void {
    const telemetry = this.#telemetry;
    telemetry.reachBy((port) => this.sandbox.connect(port));
    log.onLine = (source, line) => telemetry.publish({ timeMs: this.#clock.nowMs(), type: source, record: line });
    log.attach(this.sandbox.stdout, "function");
    log.attach(this.sandbox.stderr, "function");
    for (const output of this.sandbox.companionOutputs) log.attach(output, "extension");
  }

  /** Resolves when the process has ended, and what it sent and wrote has been read. */
  async #readLastWords(source?: "function"): Promise<void> {
    const read = async () => {
      await this.sandbox.exited;
      await Promise.all([this.#runtimeApi.settle(), this.#log.ended(source)]);
    };
    await within(LAST_WORDS_MS, read(), this.#clock);
  }

  #serveApi(onConnection: (socket: Socket) => void): Server {
    return createServer({ noDelay: true }, (socket) => {
      this.#apiSockets.add(socket);
      socket.once("close", () => this.#apiSockets.delete(socket));
      onConnection(socket);
    });
  }
}
