/** Port: what this host has for a runtime identifier. Implemented by the runtimes. */
export interface RuntimeCatalog {
  find(identifier: string): Promise<RuntimeOnHost>;
}

export type RuntimeOnHost =
  | { readonly kind: "ready"; readonly runtime: { readonly version: string } }
  | { readonly kind: "missing"; readonly reason: string; readonly remedy: string };
