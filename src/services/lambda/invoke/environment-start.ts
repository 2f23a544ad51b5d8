import type { InitializationType } from "./initialization-type.ts";
import type { Snapshot } from "./snapshots/open-snapshots.ts";

/** How an environment comes to its first invocation. */
export type EnvironmentStart =
  | { readonly kind: "initialize"; readonly initializationType: InitializationType }
  /** It is initialised to be kept, and never gets one. `token`: what its SDKs authorize themselves with. */
  | { readonly kind: "keep"; readonly token: string }
  | { readonly kind: "restore"; readonly snapshot: Snapshot };

export const initializationTypeOf = (start: EnvironmentStart): InitializationType =>
  start.kind === "initialize" ? start.initializationType : "snap-start";
