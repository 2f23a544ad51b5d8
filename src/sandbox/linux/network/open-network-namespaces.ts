import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import type { NetworkNamespaces } from "./contract.ts";
import { explainRefusal } from "./egress-refusal.ts";
import { HostNetworkNamespaces } from "./host-network-namespaces.ts";
import { connectHostUplink } from "./host-uplink.ts";
import { LoopbackOnly } from "./loopback-only.ts";
import type { NetworkConfig } from "./network-config.ts";
import { NetworkHelperError, runNetworkHelper } from "./network-helper.ts";
import { findResolver, type Resolver, sandboxResolvConf } from "./resolv-conf.ts";
import { uplinkName } from "./uplink-name.ts";

export interface NetworkNamespacesOptions {
  /** The server's home directory. */
  readonly home: string;
  /** The compiled `lambkin-network`. */
  readonly programPath: string;
  readonly config: NetworkConfig;
  /** How many namespaces are kept ahead of need. */
  readonly spares: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Starts the network of sandboxes. Where the host cannot give them a way out, they get their loopback only; `egress`
 * of the result says so, and so does the log.
 * @throws OperatorError for a configuration that cannot be
 */
export const openNetworkNamespaces = async (options: NetworkNamespacesOptions): Promise<NetworkNamespaces> => {
  const { config, logger } = options;
  if (config.egress === "none")
    return new LoopbackOnly({
      kind: "unavailable",
      reason: "The configuration says that functions have no network.",
      remedy: "Set egress to host.",
    });
  const resolver = (): Resolver =>
    config.nameservers === undefined ? findResolver() : { nameservers: config.nameservers, settings: [] };
  const connect = () => connectHostUplink({ ...options, nameservers: resolver().nameservers });
  try {
    const uplink = await connect();
    if (uplink.caveat !== undefined) logger.warn({ caveat: uplink.caveat }, "functions may not reach the network");
    const resolvConf = onceASecond(() => sandboxResolvConf(resolver()), options.clock);
    return new HostNetworkNamespaces(uplink, { ...options, connect, resolvConf });
  } catch (error) {
    if (!(error instanceof NetworkHelperError)) throw error;
    const egress = explainRefusal(error);
    logger.warn({ reason: egress.reason, remedy: egress.remedy }, "functions have no network");
    return new LoopbackOnly(egress);
  }
};

/** Each sandbox asks, and to list the host's addresses takes a millisecond and more. */
const onceASecond = <Value>(find: () => Value, clock: Clock): (() => Value) => {
  let found: { readonly value: Value; readonly atMs: number } | undefined;
  return () => {
    const nowMs = clock.monotonicMs();
    if (found === undefined || nowMs - found.atMs >= 1_000) found = { value: find(), atMs: nowMs };
    return found.value;
  };
};

/**
 * Removes the interface, the firewall table and the changed settings that a killed server of this home left. Starting
 * one does the same, so this is for a server that will not be started again.
 * @throws NetworkHelperError
 */
export const sweepNetwork = async (options: { readonly home: string; readonly programPath: string }): Promise<void> => {
  await runNetworkHelper(options.programPath, ["sweep", uplinkName(options.home)]);
};
