import type { SandboxSpec } from "../../contract.ts";

export type Egress = SandboxSpec["egress"];

/** A network namespace for one sandbox. Dispose it when the sandbox is gone; that never waits for the kernel. */
export interface NetworkNamespace extends AsyncDisposable {
  /**
   * What the launcher enters, `/proc/<pid>/fd/<n>`, with `lo` already up. Undefined: the launcher makes a namespace
   * of its own, which then has nothing but `lo`.
   */
  readonly path: string | undefined;
  /** What it really offers: `none` although `host` was asked for when this host cannot; see `NetworkNamespaces.egress`. */
  readonly egress: Egress;
  /** The sandbox's own IPv4 address; undefined without egress. */
  readonly address: string | undefined;
}

/** Whether sandboxes can reach the outside. `reason` and `remedy` are for the operator, and are logged at start. */
export type EgressAvailability =
  | { readonly kind: "available"; readonly caveat: string | undefined }
  | { readonly kind: "unavailable"; readonly reason: string; readonly remedy: string };

/** Network namespaces, made ahead of need and used once. */
export interface NetworkNamespaces extends AsyncDisposable {
  readonly egress: EgressAvailability;
  /**
   * Quick when one was made ahead; never hands out one that another sandbox had.
   * @throws OperatorError when the kernel refuses another one
   */
  acquire(options: { readonly egress: Egress; readonly signal: AbortSignal }): Promise<NetworkNamespace>;
  /** What `/etc/resolv.conf` inside a sandbox with that egress must say. */
  resolvConf(egress: Egress): string;
}
