import { readFileSync } from "node:fs";
import { isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";

/**
 * Where resolvers are named, best first. The first is what the host itself uses; where that is a local stub, the
 * service that runs the stub keeps the real ones in a file of its own.
 */
const FILES = [
  "/etc/resolv.conf",
  "/run/systemd/resolve/resolv.conf",
  "/run/NetworkManager/no-stub-resolv.conf",
  "/run/NetworkManager/resolv.conf",
];

/** What glibc reads at most. */
const MAX_NAMESERVERS = 3;

const NO_RESOLVER = "# No name server is within reach of this sandbox.\n";

export interface Resolver {
  /** IPv4 addresses that a sandbox can reach. */
  readonly nameservers: readonly string[];
  /** The `search` and `options` lines of the host, as they are. */
  readonly settings: readonly string[];
}

const read = (path: string): readonly string[] => {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
};

const nameserversOf = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => /^\s*nameserver\s+(\S+)/.exec(line)?.[1] ?? []);

/** The host's own addresses, behind which sandboxes reach nothing. */
const hostAddresses = (): ReadonlySet<string> =>
  new Set(Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address)));

/**
 * The resolvers that work from inside a sandbox: neither the loopback nor another address of the host, nor IPv6, which
 * sandboxes do not have. None is left on a host whose only resolver is a stub without a known upstream.
 */
export const findResolver = (files: readonly string[] = FILES, own = hostAddresses()): Resolver => {
  const contents = files.map(read);
  const isReachable = (address: string): boolean =>
    isIPv4(address) && !address.startsWith("127.") && address !== "0.0.0.0" && !own.has(address);
  const reachable = contents.map((lines) => nameserversOf(lines).filter(isReachable));
  return {
    nameservers: reachable.find((found) => found.length > 0)?.slice(0, MAX_NAMESERVERS) ?? [],
    settings: (contents[0] ?? []).filter((line) => /^\s*(search|domain|options)\s/.test(line)),
  };
};

/** What `/etc/resolv.conf` inside a sandbox says. Without name servers every look-up fails at once. */
export const sandboxResolvConf = ({ nameservers, settings }: Resolver): string =>
  nameservers.length === 0
    ? NO_RESOLVER
    : [...nameservers.map((address) => `nameserver ${address}`), ...settings, ""].join("\n");
