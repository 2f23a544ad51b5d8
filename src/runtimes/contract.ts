/**
 * A runtime turns a function's settings into a command for the sandbox. One folder a language family;
 * the files under its `guest/` run inside the sandbox and import nothing of ours.
 */
export interface RuntimeFamily {
  readonly name: "nodejs" | "python" | "java" | "ruby" | "provided";
  /** Every runtime identifier this family knows, ready or not, for example `nodejs24.x`. */
  readonly identifiers: readonly string[];
  /** What this host has for the identifier. Looks at the host once and remembers until `refresh`. */
  find(identifier: string): Promise<RuntimeAvailability>;
}

export type RuntimeAvailability =
  | { readonly kind: "ready"; readonly runtime: Runtime }
  /** `remedy`: what the operator runs to get it. */
  | { readonly kind: "missing"; readonly reason: string; readonly remedy: string };

export interface Runtime {
  readonly identifier: string;
  /** For `INIT_START Runtime Version:` and RuntimeVersionConfig, for example `nodejs:24.v21`. */
  readonly version: string;
  /** Where its files come from, for people. */
  readonly source: string;
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
}

export interface LaunchPlan {
  readonly command: readonly [string, ...string[]];
  /** Host directories to mount read-only besides the code, for example the guest files at /var/runtime. */
  readonly mounts: readonly { readonly source: string; readonly target: string }[];
  /** Variables the runtime adds: LANG, PATH, NODE_PATH, AWS_EXECUTION_ENV … */
  readonly environment: Readonly<Record<string, string>>;
}
