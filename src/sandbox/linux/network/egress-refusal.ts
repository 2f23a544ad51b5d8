import type { EgressAvailability } from "./contract.ts";
import type { NetworkHelperError } from "./network-helper.ts";

type Unavailable = Extract<EgressAvailability, { readonly kind: "unavailable" }>;

/** By the system's name for the error; the same whichever step met it. */
const KNOWN: Readonly<Record<string, Omit<Unavailable, "kind">>> = {
  ENOENT: {
    reason: "The network helper is not built, or the kernel lacks a part of nftables or veth.",
    remedy: "Run `npm run build:native`; if it is built, load nf_tables, nft_masq, nft_ct and veth.",
  },
  EPERM: {
    reason: "Making network links needs root.",
    remedy: "Start Lambkin as root, or set egress to none to say that functions need no network.",
  },
  EOPNOTSUPP: {
    reason: "The kernel has no nftables, or no veth links.",
    remedy: "Load the kernel modules nf_tables, nft_masq, nft_ct and veth.",
  },
  EROFS: {
    reason: "Kernel settings below /proc/sys cannot be written, as in a container.",
    remedy: "Run Lambkin outside the container, or give the container a writable /proc/sys/net.",
  },
};

/** Says why sandboxes have no way out, and what to do about it. */
export const explainRefusal = ({ errno, step }: NetworkHelperError): Unavailable => {
  const { reason, remedy } = KNOWN[errno] ?? {
    reason: "The kernel refused.",
    remedy: "Run `lambkin doctor` for what this host's kernel offers.",
  };
  return { kind: "unavailable", reason: `${reason} (${step}: ${errno})`, remedy };
};

/** Says that another firewall stands in the way of what is otherwise in order; undefined when none does. */
export const explainBarriers = (barriers: readonly string[], uplink: string): string | undefined => {
  if (barriers.length === 0) return undefined;
  const remedy = barriers.some((barrier) => barrier.startsWith("firewalld/"))
    ? `firewall-cmd --zone=trusted --add-interface=${uplink}`
    : `iptables -I FORWARD -i ${uplink} -j ACCEPT; iptables -I FORWARD -o ${uplink} -j ACCEPT ` +
      "(with Docker, DOCKER-USER instead of FORWARD)";
  return `The firewall chain ${barriers.join(", ")} drops what is forwarded unless told otherwise. Allow it: ${remedy}`;
};
