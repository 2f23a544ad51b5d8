import type { Account } from "../../../aws/account.ts";
import { randomHex } from "../../../base/ids.ts";
import type { LaunchPlan } from "../../../runtimes/contract.ts";
import type { SandboxLimits, SandboxMount, SandboxSpec } from "../../../sandbox/contract.ts";
import type { RoleCredentialIssuer, TemporaryCredentials } from "../../sts/contract.ts";
import type { FunctionSettings, FunctionVersion } from "../model/function-version.ts";
import { CREDENTIALS_PATH } from "../runtime-api/routes.ts";
import type { SnapStartApi } from "../runtime-api/snap-start-api.ts";
import { HEAD_START_DIRECTORY, NOTES_PORT } from "../../../runtimes/head-start.ts";
import { companionsOf } from "./companions.ts";
import { type EnvironmentStart, initializationTypeOf } from "./environment-start.ts";
import { environmentVariables, TASK_ROOT } from "./environment-variables.ts";
import { layerMounts } from "./layer-mount.ts";
import type { Preparation } from "./pool/prepared-sandbox.ts";
import { RUNTIME_API_PORT } from "./runtime-process.ts";
import type { SnapshotBasis } from "./snapshots/snapshot-store.ts";

/** How much memory buys one CPU. Source: Lambda's page on configuring memory. */
const MEMORY_MIB_PER_CPU = 1_769;
/** Source: Lambda quotas page. */
const MAX_PROCESSES = 1_024;
const MAX_OPEN_FILES = 1_024;
/** Longest that STS gives a role's credentials for. Environments end before (`maxAgeMs` of the invoker). */
export const CREDENTIALS_SECONDS = 43_200;
/** The least that STS gives. What SDKs remember is kept, too, and is to be too old soon after. */
const KEPT_CREDENTIALS_SECONDS = 900;

/** Where the parts of an environment's file system lie on the host, and what was found in them. */
export interface EnvironmentFiles {
  readonly codePath: string;
  /** Holds compiled modules of the code. */
  readonly compiledCodePath?: string | undefined;
  /** In the order of the function, each followed by its compiled modules. */
  readonly layerPaths: readonly string[];
  readonly extensionNames: readonly string[];
}

export interface EnvironmentSpecOptions {
  readonly functionVersion: FunctionVersion;
  readonly plan: LaunchPlan;
  readonly files: EnvironmentFiles;
  readonly start: EnvironmentStart;
  readonly logStreamName: string;
  readonly account: Account;
  readonly credentials: RoleCredentialIssuer;
  /** Where this server's own API is served inside; undefined when it is not. */
  readonly apiPort: number | undefined;
  readonly egress: SandboxSpec["egress"];
}

/** The sandbox of an environment. */
export const environmentSpec = (options: EnvironmentSpecOptions): SandboxSpec => {
  const { plan, files, start } = options;
  // What goes on from a snapshot has its variables.
  const environment = start.kind === "restore" ? {} : variablesOf(options);
  const companions = companionsOf(files.extensionNames, environment);
  return {
    ...snapshotBasis(options),
    id: `env-${randomHex(8)}`,
    environment,
    ...(start.kind === "restore" && { snapshot: { path: start.snapshot.path } }),
    ...(companions === undefined ? {} : { companions }),
    workingDirectory: TASK_ROOT,
    listenPorts: listenPorts(options.apiPort),
    command: plan.command,
  };
};

/** What of it must be the same where a snapshot is taken and where it is gone on from. */
export const snapshotBasis = ({
  functionVersion: { settings },
  plan,
  files: { codePath, compiledCodePath, layerPaths },
  egress,
}: Pick<EnvironmentSpecOptions, "functionVersion" | "plan" | "files" | "egress">): SnapshotBasis => ({
  command: plan.command,
  rootfs: { kind: "composed" },
  mounts: [
    { sources: compiledCodePath === undefined ? [codePath] : [compiledCodePath, codePath], target: TASK_ROOT },
    ...layerMounts(layerPaths),
    ...runtimeMounts(plan),
  ],
  limits: limitsOf(settings),
  egress,
});

interface PreparationOptions extends Pick<EnvironmentSpecOptions, "apiPort" | "egress"> {
  readonly isRestored: boolean;
}

/** What of a sandbox does not depend on the function. Nothing is started in one that goes on from a snapshot. */
export const preparationOf = (
  settings: FunctionSettings,
  plan: LaunchPlan,
  { apiPort, egress, isRestored }: PreparationOptions,
): Preparation => {
  const command = isRestored ? undefined : plan.preparedCommand;
  return {
    command,
    environment: command === undefined ? {} : plan.environment,
    mounts: runtimeMounts(plan),
    rootfs: { kind: "composed" },
    limits: limitsOf(settings),
    egress,
    listenPorts: listenPorts(apiPort),
    ...(!isRestored && headStartRoom(plan, listenPorts(apiPort))),
  };
};

/** What the Runtime API of such an environment has beyond that of others. */
export const snapStartApi = (options: EnvironmentSpecOptions): SnapStartApi | undefined => {
  const { start } = options;
  if (start.kind === "initialize") return undefined;
  const isRestored = start.kind === "restore";
  const durationSeconds = isRestored ? CREDENTIALS_SECONDS : KEPT_CREDENTIALS_SECONDS;
  return {
    isRestored,
    token: isRestored ? start.snapshot.token : start.token,
    issueCredentials: () => issue(options, durationSeconds),
  };
};

const variablesOf = (options: EnvironmentSpecOptions): Record<string, string> => {
  const { functionVersion, account, apiPort, start, plan, logStreamName } = options;
  const credentialsUrl = `http://127.0.0.1:${RUNTIME_API_PORT}${CREDENTIALS_PATH}`;
  return environmentVariables({
    functionVersion,
    account,
    credentials:
      start.kind === "keep" ? { url: credentialsUrl, token: start.token } : issue(options, CREDENTIALS_SECONDS),
    runtimeApiPort: RUNTIME_API_PORT,
    apiPort,
    initializationType: initializationTypeOf(start),
    logStreamName: start.kind === "keep" ? undefined : logStreamName,
    runtimeVariables: plan.environment,
  });
};

/** PARITY: the session of an environment's role is named after the function. */
const issue = (
  { functionVersion: { functionName, settings }, credentials }: EnvironmentSpecOptions,
  durationSeconds: number,
): TemporaryCredentials => credentials.issue({ roleArn: settings.roleArn, sessionName: functionName, durationSeconds });

const listenPorts = (apiPort: number | undefined): readonly number[] =>
  apiPort === undefined ? [RUNTIME_API_PORT] : [RUNTIME_API_PORT, apiPort];

/** Whether there will be something to show, or to hear, is not known before the function is. */
const headStartRoom = (
  { preloads }: LaunchPlan,
  ports: readonly number[],
): Pick<Preparation, "directories" | "listenPorts" | "preloads"> | undefined =>
  preloads === undefined
    ? undefined
    : { directories: [HEAD_START_DIRECTORY], listenPorts: [...ports, NOTES_PORT], preloads };

const runtimeMounts = (plan: LaunchPlan): readonly SandboxMount[] =>
  plan.mounts.map(({ source, target }) => ({ sources: [source], target }));

const limitsOf = (settings: FunctionSettings): SandboxLimits => ({
  memoryMiB: settings.memoryMiB,
  cpus: settings.memoryMiB / MEMORY_MIB_PER_CPU,
  processes: MAX_PROCESSES,
  openFiles: MAX_OPEN_FILES,
  tmpMiB: settings.ephemeralStorageMiB,
});
