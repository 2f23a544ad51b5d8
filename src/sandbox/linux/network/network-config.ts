/** What the operator may say about the network of sandboxes. */
export interface NetworkConfig {
  /** `host`: sandboxes that ask for it reach the outside. `none`: none does, whatever it asks for. */
  readonly egress: "host" | "none";
  /** IPv4 range for the addresses of sandboxes, /8 to /28; undefined: one that clashes with no route of the host. */
  readonly addressBlock: string | undefined;
  /** IPv4 ranges that are refused besides those that always are. */
  readonly deny: readonly string[];
  /** Exceptions from `deny`, which are narrower. The host's own addresses stay out of reach all the same. */
  readonly allow: readonly string[];
  /** IPv4 addresses of resolvers; undefined: those of the host. */
  readonly nameservers: readonly string[] | undefined;
}

export const DEFAULT_NETWORK_CONFIG: NetworkConfig = {
  egress: "host",
  addressBlock: undefined,
  deny: [],
  allow: [],
  nameservers: undefined,
};
