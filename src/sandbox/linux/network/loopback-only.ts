import type { EgressAvailability, NetworkNamespace, NetworkNamespaces } from "./contract.ts";
import { sandboxResolvConf } from "./resolv-conf.ts";

const NAMESPACE: NetworkNamespace = {
  path: undefined,
  egress: "none",
  address: undefined,
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

/** For a host that offers no egress, or an operator who wants none: every sandbox has its loopback only. */
export class LoopbackOnly implements NetworkNamespaces {
  readonly egress: EgressAvailability;

  constructor(egress: EgressAvailability) {
    this.egress = egress;
  }

  acquire({ signal }: { readonly signal: AbortSignal }): Promise<NetworkNamespace> {
    return signal.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve(NAMESPACE);
  }

  resolvConf(): string {
    return sandboxResolvConf({ nameservers: [], settings: [] });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}
