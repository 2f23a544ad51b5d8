/** Lines a launcher sends over the channel; see native/launcher/report.c. A handle comes beside some. */
export type LauncherMessage =
  | { readonly kind: "listener"; readonly number: number }
  /** 1: standard output, 2: standard error; 3 and 4: the companions'. */
  | { readonly kind: "output"; readonly number: number }
  | { readonly kind: "started" }
  | { readonly kind: "stopped" }
  | { readonly kind: "continued" }
  | { readonly kind: "mounted" }
  | { readonly kind: "snapshot-taken" }
  | { readonly kind: "snapshot-refused"; readonly reason: string }
  | ({ readonly kind: "failed" } & LaunchFailure)
  | ({ readonly kind: "exited" } & CommandEnd)
  /** By its place in the request. */
  | ({ readonly kind: "companion-exited"; readonly number: number } & CommandEnd)
  | { readonly kind: "socket" }
  | { readonly kind: "no-socket" };

/** What the spawner sends over the channel that it shares with all launchers; a launcher is named by its process ID. */
export type SpawnerMessage = { readonly launcher: number } & (
  | LauncherMessage
  /** The first of all; see `LauncherProgram`. */
  | { readonly kind: "ready"; readonly build: string }
  /** A new launcher; its orders' pipe comes beside. */
  | { readonly kind: "launcher" }
  | { readonly kind: "gone" }
  | ({ readonly kind: "no-launcher" } & LaunchFailure)
);

/** The launcher's step that failed, in its own words, and the kernel's reason. */
export interface LaunchFailure {
  readonly step: string;
  /** For example `EPERM`. */
  readonly errorCode: string;
  readonly errorText: string;
}

export interface CommandEnd {
  readonly exitCode?: number;
  readonly signal?: string;
  readonly startError?: string;
}
