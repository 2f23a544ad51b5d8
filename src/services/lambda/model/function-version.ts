import type { KeyError } from "./data-keys.ts";
import type { SealedEnvironment } from "./environment-cipher.ts";

/** The facts of one version of a function, `$LATEST` included, as the store keeps them. Frozen data. */
export interface FunctionVersion {
  readonly functionName: string;
  /** `$LATEST` or a number in digits. */
  readonly version: string;
  readonly settings: FunctionSettings;
  readonly code: FunctionCode;
  readonly revisionId: string;
  readonly lastModifiedMs: number;
  readonly state: FunctionState;
  readonly lastUpdate: FunctionUpdateStatus;
  /** Of `$LATEST` only: the version published from it, as long as neither code nor settings were updated since. */
  readonly publishedAs?: string | undefined;
}

/** Whether invocations run this very code with these very settings. */
export const isReady = ({ state, lastUpdate }: FunctionVersion): boolean =>
  state.value === "Active" && lastUpdate.value === "Successful";

/** What CreateFunction and UpdateFunctionConfiguration set. */
export interface FunctionSettings {
  readonly description: string;
  readonly roleArn: string;
  readonly packageType: "Zip" | "Image";
  /** For example `nodejs24.x`; undefined for images. */
  readonly runtime: string | undefined;
  readonly handler: string | undefined;
  readonly architecture: "x86_64" | "arm64";
  readonly timeoutSeconds: number;
  readonly memoryMiB: number;
  readonly ephemeralStorageMiB: number;
  /** In clear, so in memory only. Empty when they cannot be read. */
  readonly environment: Readonly<Record<string, string>>;
  /** The same as they are stored; undefined when there are none. */
  readonly sealedEnvironment?: SealedEnvironment | undefined;
  /** Why they cannot be read. Not stored. */
  readonly environmentError?: KeyError | undefined;
  /** PARITY: once an environment was given, even an empty one, AWS goes on showing it. */
  readonly environmentGiven?: boolean;
  readonly tracingMode: "Active" | "PassThrough";
  readonly logging: LoggingSettings;
  /** In the order of mounting. */
  readonly layers: readonly FunctionLayer[];
  /** Everything stored and returned without effect yet (VpcConfig, DeadLetterConfig …), in wire shape. */
  readonly other: Readonly<Record<string, unknown>>;
}

export interface LoggingSettings {
  readonly format: "Text" | "JSON";
  readonly applicationLogLevel: LogLevel | undefined;
  readonly systemLogLevel: "DEBUG" | "INFO" | "WARN" | undefined;
  readonly logGroup: string;
}

type LogLevel = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

export interface FunctionCode {
  /** Lower-case hexadecimal name of the blob; the API shows the same hash in base64. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** The archive of a layer version, stored and unpacked as code is. */
export interface LayerContent extends FunctionCode {
  /** What it takes of the size that code and layers may have together. */
  readonly unzippedBytes: number;
}

/** A layer version as a function has it: with its content, which the function keeps when the version is deleted. */
export interface FunctionLayer extends LayerContent {
  readonly arn: string;
}

/** How a version begins: nothing can be invoked yet. */
export const BEING_CREATED: Pick<FunctionVersion, "state" | "lastUpdate"> = {
  state: { value: "Pending", reason: "The function is being created.", reasonCode: "Creating" },
  lastUpdate: { value: "InProgress" },
};

/** The state of a version whose snapshot was given up since nobody used it. */
export const IDLE: FunctionVersion["state"] = {
  value: "Inactive",
  reason: "The function is idle.",
  reasonCode: "Idle",
};

/** What follows when somebody wants to use it again. */
export const BEING_RESTORED: FunctionVersion["state"] = {
  value: "Pending",
  reason: "The function is being restored.",
  reasonCode: "Restoring",
  awaitsSnapshot: true,
};

export const isBeingRestored = ({ value, reasonCode }: FunctionVersion["state"]): boolean =>
  value === "Pending" && reasonCode === BEING_RESTORED.reasonCode;

interface FunctionState {
  readonly value: "Pending" | "Active" | "Inactive" | "Failed";
  readonly reason?: string;
  readonly reasonCode?: string;
  /** A snapshot is to be taken before it is active. */
  readonly awaitsSnapshot?: true;
  /** Names the snapshot that its environments start from; none on a host or of a function that none can be taken of. */
  readonly snapshotId?: string;
  /** When its first snapshot was taken since it became active. */
  readonly snapshotSinceMs?: number;
}

interface FunctionUpdateStatus {
  readonly value: "InProgress" | "Successful" | "Failed";
  readonly reason?: string;
  readonly reasonCode?: string;
}
