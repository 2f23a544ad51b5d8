import type { Socket } from "node:net";
import type { Account } from "../../../aws/account.ts";
import { ServiceException } from "../../../aws/service-exception.ts";
import type { Clock } from "../../../base/clock.ts";
import { randomHex } from "../../../base/ids.ts";
import { OperatorError } from "../../../base/operator-error.ts";
import type { TaskGroup } from "../../../base/task-group.ts";
import type { LaunchPlan, Runtime, Runtimes } from "../../../runtimes/contract.ts";
import type { SandboxLimits, SandboxMount, SandboxSpec } from "../../../sandbox/contract.ts";
import type { FunctionMetadata } from "../extensions/extension-answers.ts";
import type { RoleCredentialIssuer } from "../../sts/contract.ts";
import type { FunctionSettings, FunctionVersion } from "../model/function-version.ts";
import type { CodeDirectories, InvocationRecord } from "./contract.ts";
import { EnvironmentLog } from "./environment-log.ts";
import { environmentVariables, TASK_ROOT } from "./environment-variables.ts";
import { internalFailure, runtimeUnavailable } from "./exceptions.ts";
import type { InitializationType } from "./initialization-type.ts";
import { type EnvironmentOwner, ExecutionEnvironment } from "./execution-environment.ts";
import { acquireLayers, layerMounts } from "./layer-mount.ts";
import type { LogSink } from "./log-sink.ts";
import { newLogStreamName } from "./log-stream-name.ts";
import { createPlatformLog } from "./platform-log.ts";
import type { Preparation } from "./pool/prepared-sandbox.ts";
import type { PreparedSandboxes } from "./pool/prepared-sandboxes.ts";
import { companionsOf } from "./companions.ts";
import { findExtensions } from "./find-extensions.ts";
import { RUNTIME_API_PORT, RuntimeProcess } from "./runtime-process.ts";

/** How much memory buys one CPU. Source: Lambda's page on configuring memory. */
const MEMORY_MIB_PER_CPU = 1_769;
/** Source: Lambda quotas page. */
const MAX_PROCESSES = 1_024;
const MAX_OPEN_FILES = 1_024;
/** Longest that STS gives a role's credentials for. Environments end before (`maxAgeMs` of the invoker). */
export const CREDENTIALS_SECONDS = 43_200;

export interface EnvironmentFactoryOptions {
  readonly prepared: PreparedSandboxes;
  readonly runtimes: Pick<Runtimes, "find" | "prepare">;
  readonly codeDirectories: CodeDirectories;
  readonly credentials: RoleCredentialIssuer;
  readonly account: Account;
  readonly clock: Clock;
  /** Serves this server's own API inside the sandbox, on that port of its loopback. */
  readonly api: { readonly port: number; readonly onConnection: (socket: Socket) => void } | undefined;
  readonly egress: SandboxSpec["egress"];
  readonly logSink: LogSink;
  readonly tasks: TaskGroup;
  readonly onInvocation: (record: InvocationRecord) => void;
  readonly onError: (error: unknown) => void;
}

/** Where the parts of an environment's file system lie on the host, and what was found in them. */
interface EnvironmentFiles {
  readonly codePath: string;
  readonly layerPaths: readonly string[];
  readonly extensionNames: readonly string[];
}

/** Puts together what an execution environment is made of: code, runtime, variables, limits, log. */
export class EnvironmentFactory {
  readonly #options: EnvironmentFactoryOptions;

  constructor(options: EnvironmentFactoryOptions) {
    this.#options = options;
  }

  /**
   * An environment that is not started yet.
   * @param resources what it is to hold as long as it lives; taken over in any case
   * @throws ServiceException
   */
  async create(
    functionVersion: FunctionVersion,
    initializationType: InitializationType,
    owner: EnvironmentOwner,
    resources: AsyncDisposableStack,
  ): Promise<ExecutionEnvironment> {
    await using held = resources;
    const { codeDirectories, clock, logSink, tasks, onInvocation, onError } = this.#options;
    const { settings } = functionVersion;
    const code = held.use(await codeDirectories.acquire(functionVersion.code));
    const layerPaths = await acquireLayers(settings.layers, codeDirectories, held);
    const extensionNames = await findExtensions(layerPaths.toReversed());
    const runtime = await this.#runtime(settings);
    const plan = runtime.launch({ ...settings, hasLayers: settings.layers.length > 0 });
    const stream = newLogStreamName(functionVersion, clock.nowMs());
    const log = new EnvironmentLog({ group: settings.logging.logGroup, stream, sink: logSink, clock });
    const backend = this.#options.prepared.backendFor(
      extensionNames.length > 0 ? undefined : this.#preparation(settings, plan),
    );
    const newSpec = () =>
      this.#spec(
        functionVersion,
        plan,
        { codePath: code.path, layerPaths, extensionNames },
        { stream, initializationType },
      );
    return new ExecutionEnvironment(
      {
        functionVersion,
        initializationType,
        runtimeVersion: runtime.version,
        entrypoint: { command: plan.command[0], bootstraps: plan.bootstraps },
        startProcess: (observer, telemetry, signal) =>
          RuntimeProcess.start(
            {
              backend,
              spec: newSpec(),
              api: this.#options.api,
              extensionNames,
              metadata: this.#metadata(functionVersion),
              logsJson: settings.logging.format === "JSON",
              log,
              clock,
              tasks,
            },
            observer,
            telemetry,
            signal,
          ),
        log,
        platformLog: createPlatformLog(settings.logging),
        clock,
        tasks,
        onInvocation,
        onError,
        resources: held.move(),
      },
      owner,
    );
  }

  /** A function version with such settings will be needed before long. */
  async anticipate({ settings }: FunctionVersion): Promise<void> {
    const availability = await this.#options.runtimes.find(settings.runtime ?? "");
    if (availability.kind !== "ready") return;
    const plan = availability.runtime.launch({ ...settings, hasLayers: settings.layers.length > 0 });
    this.#options.prepared.anticipate(this.#preparation(settings, plan));
  }

  async #runtime(settings: FunctionSettings): Promise<Runtime> {
    const { runtimes, tasks } = this.#options;
    const identifier = settings.runtime ?? "";
    const availability = await runtimes.find(identifier);
    // Creating the function saw to everything a runtime is given besides; a cold start never waits for a network.
    if (availability.kind === "ready") return availability.runtime;
    try {
      return await runtimes.prepare(identifier, { signal: tasks.signal });
    } catch (error) {
      if (error instanceof OperatorError) throw runtimeUnavailable(error.message, error.remedy, error);
      throw error;
    }
  }

  #metadata({ functionName, version, settings }: FunctionVersion): FunctionMetadata {
    const { accountId } = this.#options.account;
    return { accountId, functionName, functionVersion: version, handler: settings.handler ?? "" };
  }

  #spec(
    functionVersion: FunctionVersion,
    plan: LaunchPlan,
    { codePath, layerPaths, extensionNames }: EnvironmentFiles,
    { stream, initializationType }: { readonly stream: string; readonly initializationType: InitializationType },
  ): SandboxSpec {
    const { account, credentials, api, egress } = this.#options;
    const { functionName, settings } = functionVersion;
    const { roleArn } = settings;
    const environment = environmentVariables({
      functionVersion,
      account,
      // PARITY: the session of an environment's role is named after the function.
      credentials: credentials.issue({ roleArn, sessionName: functionName, durationSeconds: CREDENTIALS_SECONDS }),
      runtimeApiPort: RUNTIME_API_PORT,
      apiPort: api?.port,
      initializationType,
      logStreamName: stream,
      runtimeVariables: plan.environment,
    });
    const companions = companionsOf(extensionNames, environment);
    return {
      id: `env-${randomHex(8)}`,
      command: plan.command,
      environment,
      ...(companions === undefined ? {} : { companions }),
      workingDirectory: TASK_ROOT,
      rootfs: { kind: "composed" },
      mounts: [{ sources: [codePath], target: TASK_ROOT }, ...layerMounts(layerPaths), ...runtimeMounts(plan)],
      limits: limitsOf(settings),
      egress,
      listenPorts: this.#listenPorts,
    };
  }

  /** What of a sandbox for these settings does not depend on the function. */
  #preparation(settings: FunctionSettings, plan: LaunchPlan): Preparation {
    const { preparedCommand: command } = plan;
    return {
      command,
      environment: command === undefined ? {} : plan.environment,
      mounts: runtimeMounts(plan),
      rootfs: { kind: "composed" },
      limits: limitsOf(settings),
      egress: this.#options.egress,
      listenPorts: this.#listenPorts,
    };
  }

  get #listenPorts(): readonly number[] {
    const { api } = this.#options;
    return api === undefined ? [RUNTIME_API_PORT] : [RUNTIME_API_PORT, api.port];
  }
}

const runtimeMounts = (plan: LaunchPlan): readonly SandboxMount[] =>
  plan.mounts.map(({ source, target }) => ({ sources: [source], target }));

const limitsOf = (settings: FunctionSettings): SandboxLimits => ({
  memoryMiB: settings.memoryMiB,
  cpus: settings.memoryMiB / MEMORY_MIB_PER_CPU,
  processes: MAX_PROCESSES,
  openFiles: MAX_OPEN_FILES,
  tmpMiB: settings.ephemeralStorageMiB,
});

/** What a caller is told when no environment could be had. */
export const toServiceException = (error: unknown): ServiceException =>
  error instanceof ServiceException ? error : internalFailure(error);
