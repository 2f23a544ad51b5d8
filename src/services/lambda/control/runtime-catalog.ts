/** Port: what this host has for a runtime identifier. Implemented by the runtimes. */
export interface RuntimeCatalog {
  find(identifier: string): Promise<RuntimeOnHost>;
  /**
   * Brings what functions of the runtime may need besides the language, such as the AWS SDK, so that no invocation
   * waits for it. Never fails for the want of extras only.
   * @throws OperatorError when the runtime itself is not to be had
   */
  prepare(identifier: string, options: { readonly signal: AbortSignal }): Promise<void>;
}

export type RuntimeOnHost =
  | { readonly kind: "ready"; readonly runtime: { readonly version: string } }
  | { readonly kind: "missing"; readonly reason: string; readonly remedy: string };
