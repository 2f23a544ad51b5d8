/**
 * A runtime turns a function's settings into a command for the sandbox. One folder a language family;
 * the files under its `guest/` run inside the sandbox and import nothing of ours.
 */
export interface RuntimeFamily {
  readonly name: "nodejs" | "python" | "java" | "ruby" | "provided" | "dotnet";
  /** Every runtime identifier this family knows, ready or not, for example `nodejs24.x`. */
  readonly identifiers: readonly string[];
  /** What this host has for the identifier. Looks at the host once and remembers until `refresh`. */
  find(identifier: string): Promise<RuntimeAvailability>;
  /**
   * Fetches what AWS's runtime brings besides the language: the AWS SDK. Without it the runtime still runs.
   * @throws OperatorError when it cannot be fetched
   */
  complete?(identifier: string, options: PrepareOptions): Promise<void>;
  /** Forgets what was found; the next `find` looks again. */
  refresh(): void;
}

/** All families together: the one door for the rooms that run functions. */
export interface Runtimes {
  find(identifier: string): Promise<RuntimeAvailability>;
  /**
   * The runtime, with everything that AWS's has too, such as the AWS SDK; fetches what is missing. Callers that ask at
   * the same time share one fetch. Without the SDK, for want of a network, the runtime is still given.
   * @throws OperatorError `RUNTIME_MISSING` when this host has no such runtime and cannot fetch it
   */
  prepare(identifier: string, options: PrepareOptions): Promise<Runtime>;
  /** Every identifier with what this host has for it, newest first within a family. */
  list(): Promise<readonly RuntimeListing[]>;
  /** Looks at the host again, for example after the operator installed an interpreter. */
  refresh(): void;
}

export interface PrepareOptions {
  readonly signal: AbortSignal;
  /** Told what is being fetched, in words for people; never when nothing is. */
  readonly onProgress?: (message: string) => void;
}

export type RuntimeAvailability =
  | { readonly kind: "ready"; readonly runtime: Runtime }
  /** Not here, but `prepare` fetches it. `version`: the one it will have; `source`: from where. */
  | {
      readonly kind: "fetchable";
      readonly version: string;
      readonly source: string;
      fetch(options: PrepareOptions): Promise<Runtime>;
    }
  /** `reason` is a sentence; `remedy`, another, says what the operator runs to get it. */
  | { readonly kind: "missing"; readonly reason: string; readonly remedy: string };

/** One line of `lambkin runtimes`. */
export interface RuntimeListing {
  readonly identifier: string;
  readonly family: RuntimeFamily["name"];
  readonly status: "ready" | "fetchable" | "missing";
  /** Of a ready or fetchable runtime, for example `nodejs:24.v21`. */
  readonly version?: string;
  /** Where it comes from or would come from. */
  readonly source?: string;
  readonly reason?: string;
  readonly remedy?: string;
}

export interface Runtime {
  readonly identifier: string;
  /** For `INIT_START Runtime Version:` and RuntimeVersionConfig, for example `nodejs:24.v21`. */
  readonly version: string;
  /** Where its files come from, for people. */
  readonly source: string;
  /** Set when an init can be told to leave something for later ones of the same version; see `head-start.ts`. */
  readonly headStarts?: { readonly withCompiledCode: boolean };
  /**
   * What compiles the modules of a tree of files that is mounted at `root`, and sends them to the port of `head-start.ts`
   * as an init sends what it leaves. Undefined where that gains nothing.
   */
  compilation?(root: "/var/task" | "/opt"): Pick<LaunchPlan, "command" | "mounts" | "environment">;
  /** @throws InvalidEntrypoint-style errors are left to the guest; this never reads the function's code */
  launch(settings: LaunchSettings): LaunchPlan;
}

export interface LaunchSettings {
  readonly handler: string | undefined;
  readonly memoryMiB: number;
  /** True when layers are mounted at /opt. */
  readonly hasLayers: boolean;
  /** The function's own variables, so that a wrapper or NODE_OPTIONS can be honoured. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * What functions of this kind were found to load of the runtime's own libraries, for `LaunchPlan.preparedCommand` to
   * load while it waits. Comes from functions: what is no name of a library is left out.
   */
  readonly preload?: readonly string[];
}

export interface LaunchPlan {
  readonly command: readonly [string, ...string[]];
  /**
   * The same runtime, started before it is known for which function: the code is mounted later, and the variables told
   * later. When it is ready it connects to the port on 127.0.0.1 that is its last argument, reads its variables there
   * until the end, as one JSON object, and goes on as `command` does. Undefined when something of this function's must
   * be there when a program starts.
   */
  readonly preparedCommand?: readonly [string, ...string[]];
  /** Which of `LaunchSettings.preload` the prepared command loads. */
  readonly preloads?: readonly string[];
  /** Host directories to mount read-only besides the code, for example the guest files at /var/runtime/guest. */
  readonly mounts: readonly { readonly source: string; readonly target: string }[];
  /** Variables the runtime adds: LANG, PATH, NODE_PATH, AWS_EXECUTION_ENV … The function's own override them. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Of custom runtimes: where the bootstrap is looked for. An exit with status 127 (none there) or 126 (not
   * executable) before the first request to the Runtime API means `Runtime.InvalidEntrypoint`, which names these.
   */
  readonly bootstraps?: readonly string[];
}
