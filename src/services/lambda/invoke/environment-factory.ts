import type { Socket } from "node:net";
import type { Account } from "../../../aws/account.ts";
import { ServiceException } from "../../../aws/service-exception.ts";
import type { Clock } from "../../../base/clock.ts";
import { OperatorError } from "../../../base/operator-error.ts";
import type { TaskGroup } from "../../../base/task-group.ts";
import type { LaunchPlan, Runtime, Runtimes } from "../../../runtimes/contract.ts";
import type { SandboxBackend, SandboxSpec } from "../../../sandbox/contract.ts";
import type { FunctionMetadata } from "../extensions/extension-answers.ts";
import type { RoleCredentialIssuer } from "../../sts/contract.ts";
import type { FunctionSettings, FunctionVersion } from "../model/function-version.ts";
import { runtimeVersionArn } from "../model/runtime-version-arn.ts";
import type { CodeDirectories, InvocationRecord } from "./contract.ts";
import { EnvironmentLog } from "./environment-log.ts";
import type { EnvironmentOptions } from "./environment-options.ts";
import {
  type EnvironmentFiles,
  environmentSpec,
  type EnvironmentSpecOptions,
  preparationOf,
  snapshotBasis,
  snapStartApi,
} from "./environment-spec.ts";
import { type EnvironmentStart, initializationTypeOf } from "./environment-start.ts";
import { internalFailure, runtimeUnavailable } from "./exceptions.ts";
import type { InitializationType } from "./initialization-type.ts";
import { type EnvironmentOwner, ExecutionEnvironment } from "./execution-environment.ts";
import { findExtensions } from "./find-extensions.ts";
import { CompiledTrees, type CompiledTreesOptions } from "./head-starts/compiled-trees.ts";
import type { DerivedCode } from "./head-starts/derived-code.ts";
import { type HeadStart, HeadStarts } from "./head-starts/head-starts.ts";
import { startTakingNotes, withHeadStart } from "./head-starts/with-head-start.ts";
import { acquireLayers } from "./layer-mount.ts";
import type { LogSink } from "./log-sink.ts";
import { newLogStreamName } from "./log-stream-name.ts";
import { createPlatformLog } from "./platform-log.ts";
import type { PreparedSandboxes } from "./pool/prepared-sandboxes.ts";
import { RuntimeProcess } from "./runtime-process.ts";
import type { OpenSnapshots, Snapshot } from "./snapshots/open-snapshots.ts";
import type { SnapshotBasis } from "./snapshots/snapshot-store.ts";
import { snapshotMissing } from "./snapshots/snapshot-unusable.ts";

export interface EnvironmentFactoryOptions {
  /** For what is not made from a prepared sandbox. */
  readonly sandboxes: SandboxBackend;
  readonly prepared: PreparedSandboxes;
  readonly runtimes: Pick<Runtimes, "find" | "prepare">;
  readonly codeDirectories: CodeDirectories;
  /** Without it, no start learns from earlier ones. */
  readonly derivedCode?: DerivedCode | undefined;
  readonly reserveMemory: CompiledTreesOptions["reserveMemory"];
  readonly credentials: RoleCredentialIssuer;
  readonly account: Account;
  readonly clock: Clock;
  /** Serves this server's own API inside the sandbox, on that port of its loopback. */
  readonly api: { readonly port: number; readonly onConnection: (socket: Socket) => void } | undefined;
  readonly egress: SandboxSpec["egress"];
  /** Without them, nothing is gone on from. */
  readonly snapshots?: OpenSnapshots | undefined;
  readonly logSink: LogSink;
  readonly tasks: TaskGroup;
  readonly onInvocation: (record: InvocationRecord) => void;
  readonly onError: (error: unknown) => void;
}

/** An environment that is to be kept, and what has to be known of it for that. */
interface SnapshotSubject {
  readonly options: EnvironmentOptions;
  readonly basis: SnapshotBasis;
  /** Where it finds this server's API. */
  readonly apiPort: number | undefined;
  readonly hasExtensions: boolean;
}

/** What an environment of one version is made of, whichever way it comes to its first invocation. */
interface EnvironmentParts {
  readonly functionVersion: FunctionVersion;
  readonly runtime: Runtime;
  readonly plan: LaunchPlan;
  readonly files: EnvironmentFiles;
  /** Undefined where nothing is initialized, or nothing is to be learnt from it. */
  readonly headStart?: HeadStart | undefined;
}

/** Puts together what an execution environment is made of: code, runtime, variables, limits, log. */
export class EnvironmentFactory {
  readonly #options: EnvironmentFactoryOptions;
  readonly #headStarts: HeadStarts | undefined;
  readonly #compiledTrees: CompiledTrees | undefined;

  constructor(options: EnvironmentFactoryOptions) {
    const { derivedCode, tasks } = options;
    this.#options = options;
    this.#headStarts =
      derivedCode &&
      new HeadStarts({
        derivedCode,
        run: (task) => tasks.run(task),
        onLearnt: (functionVersion) => this.anticipate(functionVersion),
      });
    this.#compiledTrees = derivedCode && new CompiledTrees({ ...options, derivedCode });
  }

  /**
   * An environment that is not started yet. On demand it goes on from the version's snapshot, if there is one.
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
    const parts = await this.#gather(functionVersion, held);
    const snapshot = initializationType === "on-demand" ? await this.#acquireSnapshot(parts, held) : undefined;
    const start: EnvironmentStart =
      snapshot === undefined ? { kind: "initialize", initializationType } : { kind: "restore", snapshot };
    const all = snapshot === undefined ? await this.#withHeadStart(parts, held) : parts;
    return new ExecutionEnvironment(this.#environmentOptions(all, start, held.move()), owner);
  }

  /**
   * What an environment is made of that is to be kept.
   * @param resources taken over in any case
   * @throws ServiceException
   */
  async createForSnapshot(
    functionVersion: FunctionVersion,
    token: string,
    resources: AsyncDisposableStack,
  ): Promise<SnapshotSubject> {
    await using held = resources;
    const parts = await this.#gather(functionVersion, held);
    return {
      options: this.#environmentOptions(parts, { kind: "keep", token }, held.move()),
      basis: this.#basis(parts),
      apiPort: this.#options.api?.port,
      hasExtensions: parts.files.extensionNames.length > 0,
    };
  }

  /** Whether there is one that such a version's environments could go on from, here and now. */
  async hasSnapshot(functionVersion: FunctionVersion): Promise<boolean> {
    await using held = new AsyncDisposableStack();
    const parts = await this.#gather(functionVersion, held);
    const { snapshotId = "" } = functionVersion.state;
    return this.#options.snapshots?.store.find(snapshotId, this.#basis(parts)) !== undefined;
  }

  /** A function version with such settings will be needed before long. */
  async anticipate(functionVersion: FunctionVersion): Promise<void> {
    const { settings, state } = functionVersion;
    const availability = await this.#options.runtimes.find(settings.runtime ?? "");
    if (availability.kind !== "ready") return;
    const plan = planOf(
      availability.runtime,
      settings,
      await this.#headStarts?.preloadOf(functionVersion, availability.runtime),
    );
    this.#compiledTrees?.anticipate(functionVersion, availability.runtime);
    const { api, egress, prepared } = this.#options;
    prepared.anticipate(
      preparationOf(settings, plan, { apiPort: api?.port, egress, isRestored: state.snapshotId !== undefined }),
    );
  }

  async #gather(functionVersion: FunctionVersion, held: AsyncDisposableStack): Promise<EnvironmentParts> {
    const { codeDirectories } = this.#options;
    const { settings } = functionVersion;
    const code = held.use(await codeDirectories.acquire(functionVersion.code));
    const layerPaths = await acquireLayers(settings.layers, codeDirectories, held);
    const extensionNames = await findExtensions(layerPaths.toReversed());
    const runtime = await this.#runtime(settings);
    const plan = planOf(runtime, settings);
    return { functionVersion, runtime, plan, files: { codePath: code.path, layerPaths, extensionNames } };
  }

  /** What earlier starts, and compilers, left for one that initializes. */
  async #withHeadStart(parts: EnvironmentParts, held: AsyncDisposableStack): Promise<EnvironmentParts> {
    const { functionVersion, runtime, files } = parts;
    this.#compiledTrees?.anticipate(functionVersion, runtime);
    return {
      ...parts,
      headStart: await this.#headStarts?.next(functionVersion, runtime, held),
      files: this.#compiledTrees?.layOver(files, functionVersion, runtime, held) ?? files,
    };
  }

  async #acquireSnapshot(parts: EnvironmentParts, held: AsyncDisposableStack): Promise<Snapshot | undefined> {
    const { snapshotId } = parts.functionVersion.state;
    if (snapshotId === undefined) return undefined;
    return held.use(await this.#options.snapshots?.acquire(snapshotId, this.#basis(parts)));
  }

  #basis(parts: EnvironmentParts): SnapshotBasis {
    return snapshotBasis({ ...parts, egress: this.#options.egress });
  }

  #environmentOptions(
    parts: EnvironmentParts,
    start: EnvironmentStart,
    resources: AsyncDisposableStack,
  ): EnvironmentOptions {
    const { functionVersion, runtime, plan, files, headStart } = parts;
    const { clock, logSink, tasks, onInvocation, onError, account, credentials, egress } = this.#options;
    const { logging } = functionVersion.settings;
    const stream = newLogStreamName(functionVersion, clock.nowMs());
    const log = new EnvironmentLog({ group: logging.logGroup, stream, sink: logSink, clock });
    const api = this.#apiOf(start);
    const specOptions: EnvironmentSpecOptions = {
      functionVersion,
      plan,
      files,
      start,
      logStreamName: stream,
      account,
      credentials,
      apiPort: api?.port,
      egress,
    };
    return {
      functionVersion,
      initializationType: initializationTypeOf(start),
      isRestored: start.kind === "restore",
      runtimeVersion: runtime.version,
      runtimeVersionArn: runtimeVersionArn(account, runtime.version),
      entrypoint: { command: plan.command[0], bootstraps: plan.bootstraps },
      startProcess: (observer, telemetry, signal) =>
        startTakingNotes(headStart, observer, (listener) =>
          startRuntime(
            {
              backend: this.#backendFor(specOptions, parts),
              spec: withHeadStart(environmentSpec(specOptions), headStart),
              api,
              snapStart: snapStartApi(specOptions),
              extensionNames: files.extensionNames,
              metadata: this.#metadata(functionVersion),
              logsJson: logging.format === "JSON",
              log,
              clock,
              tasks,
            },
            listener,
            telemetry,
            signal,
          ),
        ),
      log,
      platformLog: createPlatformLog(logging),
      clock,
      tasks,
      onInvocation,
      onError,
      resources,
    };
  }

  /** What goes on from a snapshot asks for this server's API where it was then. */
  #apiOf(start: EnvironmentStart): EnvironmentFactoryOptions["api"] {
    const { api } = this.#options;
    if (start.kind !== "restore") return api;
    const { apiPort } = start.snapshot;
    return api === undefined || apiPort === undefined ? undefined : { ...api, port: apiPort };
  }

  #backendFor(
    options: EnvironmentSpecOptions,
    { runtime, headStart }: EnvironmentParts,
  ): Pick<SandboxBackend, "create"> {
    const { sandboxes, prepared } = this.#options;
    // A process that is to be kept has not begun as another one's.
    if (options.start.kind === "keep") return sandboxes;
    if (options.files.extensionNames.length > 0) return prepared.backendFor(undefined);
    const { functionVersion, plan, apiPort, egress, start } = options;
    const isRestored = start.kind === "restore";
    const preparation = (of: LaunchPlan) =>
      preparationOf(functionVersion.settings, of, { apiPort, egress, isRestored });
    if (headStart?.kind !== "go" || headStart.preload.length === 0) return prepared.backendFor(preparation(plan));
    const withLibraries = planOf(runtime, functionVersion.settings, headStart.preload);
    return prepared.backendFor(preparation(withLibraries), preparation(plan));
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
}

const planOf = (runtime: Runtime, settings: FunctionSettings, preload: readonly string[] = []): LaunchPlan =>
  runtime.launch({ ...settings, hasLayers: settings.layers.length > 0, preload });

/** @throws SnapshotUnusable when what it is to go on from is gone */
const startRuntime = async (...parameters: Parameters<typeof RuntimeProcess.start>): Promise<RuntimeProcess> => {
  try {
    return await RuntimeProcess.start(...parameters);
  } catch (error) {
    throw snapshotMissing(error) ?? error;
  }
};

/** What a caller is told when no environment could be had. */
export const toServiceException = (error: unknown): ServiceException =>
  error instanceof ServiceException ? error : internalFailure(error);
