import { createHash } from "node:crypto";

import { OperatorError } from "../../../base/operator-error.ts";
import { formatIpv4Network, type Ipv4Network, overlaps, parseIpv4Network, slice } from "./ipv4-network.ts";
import { UPLINK_PREFIX } from "./uplink-name.ts";

/** A route of the host, whichever of its tables it is in. */
export interface HostRoute {
  readonly network: Ipv4Network;
  readonly interfaceName: string;
}

/** 16,379 sandboxes at once. */
const BLOCK_PREFIX = 18;

/** Broader ones are default routes in disguise, such as the halves that a VPN puts over everything. */
const NARROWEST_CATCH_ALL = 7;

/** Ranges that no public address comes from: carrier-grade NAT (RFC 6598), then benchmarking (RFC 2544). */
const CANDIDATES = ["100.64.0.0/10", "198.18.0.0/15"].map(parseIpv4Network).filter((block) => block !== undefined);

const REMEDY = "Set addressBlock to a private IPv4 range, at most a /28, that this host has no route to.";

const findClash = (block: Ipv4Network, routes: readonly HostRoute[]): HostRoute | undefined =>
  routes.find(({ network }) => network.prefix > NARROWEST_CATCH_ALL && overlaps(network, block));

/**
 * The addresses that sandboxes have among themselves; they are never seen outside the host. Each home prefers a part of
 * its own, so that servers beside one another do not meet.
 * @param uplink the server's own interface, whose left-over routes do not count
 * @throws OperatorError when the configured block clashes, or when everything does
 */
export const chooseAddressBlock = (options: {
  readonly uplink: string;
  readonly routes: readonly HostRoute[];
  readonly configured: string | undefined;
}): Ipv4Network => {
  const routes = options.routes.filter(({ interfaceName }) => interfaceName !== options.uplink);
  if (options.configured !== undefined) return checkConfigured(options.configured, routes);
  const foreign = routes.filter(({ interfaceName }) => !interfaceName.startsWith(UPLINK_PREFIX));
  for (const candidate of CANDIDATES) {
    // Whoever uses a part may take the rest to be theirs too: Tailscale drops all of 100.64.0.0/10 that is not its own.
    if (findClash(candidate, foreign) !== undefined) continue;
    const parts = 2 ** (BLOCK_PREFIX - candidate.prefix);
    const first = createHash("sha256").update(options.uplink).digest().readUInt32BE() % parts;
    for (let tried = 0; tried < parts; tried++) {
      const block = slice(candidate, BLOCK_PREFIX, (first + tried) % parts);
      if (findClash(block, routes) === undefined) return block;
    }
  }
  throw new OperatorError({
    code: "NoFreeAddressBlock",
    message: "This host has routes into every address range that sandboxes could use.",
    remedy: REMEDY,
  });
};

const checkConfigured = (configured: string, routes: readonly HostRoute[]): Ipv4Network => {
  const block = parseIpv4Network(configured);
  if (block === undefined || block.prefix < 8 || block.prefix > 28)
    throw new OperatorError({
      code: "InvalidAddressBlock",
      message: `addressBlock is ${configured}, which is not an IPv4 range between /8 and /28.`,
      remedy: REMEDY,
    });
  const clash = findClash(block, routes);
  if (clash === undefined) return block;
  throw new OperatorError({
    code: "AddressBlockInUse",
    message: `addressBlock ${configured} overlaps ${formatIpv4Network(clash.network)} on ${clash.interfaceName}.`,
    remedy: REMEDY,
  });
};
