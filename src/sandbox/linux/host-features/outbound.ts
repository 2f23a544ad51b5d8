import { readFile } from "node:fs/promises";
import { constants } from "node:fs";
import { fileURLToPath } from "node:url";

import { explainBarriers, explainRefusal } from "../network/egress-refusal.ts";
import { NetworkHelperError, runNetworkHelper } from "../network/network-helper.ts";
import { findResolver } from "../network/resolv-conf.ts";
import { UPLINK_PREFIX } from "../network/uplink-name.ts";
import { findProgram, isAccessible } from "./attempt.ts";
import { absent, type HostFeature, limited, present } from "./feature.ts";

const PROGRAM = fileURLToPath(new URL("../../../../build/lambkin-network", import.meta.url));

/** The helper does all it would do for a server, in a network namespace of its own that ends with it. */
const probeEgress = async (): Promise<HostFeature> => {
  try {
    const answer = await runNetworkHelper(PROGRAM, ["probe"]);
    const barriers = answer.find((word) => word.startsWith("barriers="))?.slice("barriers=".length) ?? "";
    const caveat = explainBarriers(barriers === "" ? [] : barriers.split(","), `${UPLINK_PREFIX}+`);
    return caveat === undefined
      ? present("egress", "veth links, nftables")
      : limited("egress", "veth links, nftables; another firewall may stand in the way", caveat);
  } catch (error) {
    if (!(error instanceof NetworkHelperError)) throw error;
    const { reason, remedy } = explainRefusal(error);
    return absent("egress", reason, remedy);
  }
};

const probeForwarding = async (): Promise<HostFeature> => {
  const forwards = (await readFile("/proc/sys/net/ipv4/ip_forward", "utf8")).trim() === "1";
  return present(
    "ip_forward",
    forwards
      ? "on"
      : "off; Lambkin switches forwarding on, guarded, for its own traffic only, and off again when it stops",
  );
};

const probeResolver = (): HostFeature => {
  const { nameservers } = findResolver();
  return nameservers.length > 0
    ? present("name servers", nameservers.join(", "))
    : limited(
        "name servers",
        "the host's are not reachable from a sandbox: they are on the host itself, or speak IPv6 only",
        "Set nameservers to the IPv4 addresses of resolvers elsewhere.",
      );
};

const probePasta = async (): Promise<HostFeature> => {
  const program = await findProgram("pasta");
  const detail =
    program === undefined
      ? "not installed"
      : (await isAccessible("/dev/net/tun", constants.R_OK | constants.W_OK))
        ? `${program}, usable`
        : `${program}, but /dev/net/tun cannot be opened`;
  // LIMIT: without root there is no egress yet, even where pasta could provide it.
  return limited("pasta", `${detail}; not used, so egress needs root`);
};

/** What sandboxes reach the outside with. */
export const probeOutbound = async (): Promise<readonly HostFeature[]> => {
  const [egress, forwarding, pasta] = await Promise.all([probeEgress(), probeForwarding(), probePasta()]);
  return [egress, forwarding, probeResolver(), pasta];
};
