import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import { OperatorError } from "../../../base/operator-error.ts";
import { chooseAddressBlock, type HostRoute } from "./address-block.ts";
import { explainBarriers } from "./egress-refusal.ts";
import { formatIpv4Network, parseIpv4Network } from "./ipv4-network.ts";
import type { NetworkConfig } from "./network-config.ts";
import { NetworkHelper } from "./network-helper.ts";
import { uplinkName } from "./uplink-name.ts";

export interface HostUplinkOptions {
  /** The server's home directory; what is made on the host is named after it. */
  readonly home: string;
  /** The compiled `lambkin-network`. */
  readonly programPath: string;
  readonly config: NetworkConfig;
  readonly nameservers: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A running helper whose router is connected to the host. */
export interface HostUplink {
  readonly helper: NetworkHelper;
  /** Something of the host's that may stand in the way all the same. */
  readonly caveat: string | undefined;
}

/** In each list; the helper's own bound. */
const MAX_NETWORKS = 64;

/** A route as the helper prints it: `10.0.0.0/8:eth0`. */
const parseRoute = (word: string): HostRoute | undefined => {
  const colon = word.indexOf(":");
  const network = parseIpv4Network(word.slice(0, colon));
  return network && { network, interfaceName: word.slice(colon + 1) };
};

/** @throws OperatorError naming the first range that is none, or when there are more than the helper takes */
const checkNetworks = (option: string, networks: readonly string[]): string => {
  const wrong = networks.find((text) => parseIpv4Network(text) === undefined);
  if (wrong === undefined && networks.length <= MAX_NETWORKS) return networks.join(",");
  throw new OperatorError({
    code: "InvalidNetwork",
    message:
      wrong === undefined
        ? `${option} has ${networks.length} entries; ${MAX_NETWORKS} are the most.`
        : `${option} has ${wrong}, which is neither an IPv4 range nor an IPv4 address.`,
    remedy: "Write ranges as 10.0.0.0/8 and addresses as 10.0.0.1, and join neighbouring ranges.",
  });
};

/**
 * Starts the helper and connects its router to the host, after removing what a killed server of this home left.
 * @throws NetworkHelperError when the host cannot do it; OperatorError for a configuration that cannot be
 */
export const connectHostUplink = async (options: HostUplinkOptions): Promise<HostUplink> => {
  const { config, home } = options;
  const uplink = uplinkName(home);
  const lists = [
    `deny=${checkNetworks("deny", config.deny)}`,
    `allow=${checkNetworks("allow", config.allow)}`,
    `dns=${checkNetworks("nameservers", options.nameservers)}`,
  ];
  await using cleanup = new AsyncDisposableStack();
  const helper = cleanup.use(new NetworkHelper(options.programPath, options));
  const routes = (await helper.send("routes")).map(parseRoute).filter((route) => route !== undefined);
  const block = chooseAddressBlock({ uplink, routes, configured: config.addressBlock });
  const answer = await helper.send(["start", uplink, formatIpv4Network(block), ...lists].join(" "));
  const barriers = answer.find((word) => word.startsWith("barriers="))?.slice("barriers=".length) ?? "";
  cleanup.move();
  return { helper, caveat: explainBarriers(barriers === "" ? [] : barriers.split(","), uplink) };
};
