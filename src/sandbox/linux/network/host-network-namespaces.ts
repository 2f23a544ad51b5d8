import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import { OperatorError } from "../../../base/operator-error.ts";
import { TaskGroup } from "../../../base/task-group.ts";
import type { Egress, EgressAvailability, NetworkNamespace, NetworkNamespaces } from "./contract.ts";
import { explainRefusal } from "./egress-refusal.ts";
import type { HostUplink } from "./host-uplink.ts";
import { LoopbackOnly } from "./loopback-only.ts";
import type { NetworkHelper } from "./network-helper.ts";
import { NetworkHelperError } from "./network-helper.ts";

/**
 * How long a namespace that is no longer needed may wait for others. Removing links makes the kernel wait some 20 ms
 * with a lock that making one needs too, and it waits no longer for many than for one.
 */
const REMOVAL_DELAY_MS = 200;

/** Commands are lines of bounded length. */
const REMOVALS_AT_ONCE = 256;

/** One that the helper made and nobody has had yet. */
interface Prepared {
  readonly helper: NetworkHelper;
  readonly slot: string;
  readonly path: string;
  readonly address: string;
}

interface HostNetworkNamespacesOptions {
  /** Starts the helper again after it ended. */
  readonly connect: () => Promise<HostUplink>;
  readonly resolvConf: () => string;
  /** How many are kept ahead of need. */
  readonly spares: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Namespaces with a way out. A few wait ready; each is used by one sandbox and then removed, as proving a used one
 * clean (no socket, no connection that is still tracked) would cost more than the millisecond that a new one does.
 */
export class HostNetworkNamespaces implements NetworkNamespaces {
  readonly #options: HostNetworkNamespacesOptions;
  readonly #loopbackOnly: LoopbackOnly;
  readonly #tasks: TaskGroup;
  #uplink: HostUplink;
  #reconnecting: Promise<HostUplink> | undefined;
  #spares: Prepared[] = [];
  #preparing = 0;
  #retired: Prepared[] = [];

  constructor(uplink: HostUplink, options: HostNetworkNamespacesOptions) {
    this.#uplink = uplink;
    this.#options = options;
    this.#loopbackOnly = new LoopbackOnly(this.egress);
    this.#tasks = new TaskGroup((error) => options.logger.warn({ err: error }, "network namespaces"));
    this.#refill();
  }

  get egress(): EgressAvailability {
    return { kind: "available", caveat: this.#uplink.caveat };
  }

  resolvConf(egress: Egress): string {
    return egress === "host" ? this.#options.resolvConf() : this.#loopbackOnly.resolvConf();
  }

  async acquire(options: { readonly egress: Egress; readonly signal: AbortSignal }): Promise<NetworkNamespace> {
    options.signal.throwIfAborted();
    if (options.egress === "none") return this.#loopbackOnly.acquire(options);
    const prepared = this.#takeSpare() ?? (await this.#prepare());
    this.#refill();
    if (options.signal.aborted) {
      this.#spares.push(prepared);
      throw options.signal.reason as Error;
    }
    return this.#handOver(prepared);
  }

  #takeSpare(): Prepared | undefined {
    this.#spares = this.#spares.filter(({ helper }) => helper.alive);
    return this.#spares.pop();
  }

  #handOver(prepared: Prepared): NetworkNamespace {
    let returned = false;
    return {
      path: prepared.path,
      egress: "host",
      address: prepared.address,
      [Symbol.asyncDispose]: () => {
        if (!returned) this.#retire(prepared);
        returned = true;
        return Promise.resolve();
      },
    };
  }

  /** @throws OperatorError */
  async #prepare(): Promise<Prepared> {
    try {
      const { helper } = await this.#connected();
      const [slot = "", descriptor = "", address = ""] = await helper.send("create");
      return { helper, slot, address, path: `/proc/${helper.pid}/fd/${descriptor}` };
    } catch (error) {
      if (!(error instanceof NetworkHelperError)) throw error;
      const { reason, remedy } = explainRefusal(error);
      throw new OperatorError({ code: "NoNetworkNamespace", message: reason, remedy, cause: error });
    }
  }

  /** The helper, started anew when it has ended. Sandboxes of the old one stay cut off until they are replaced. */
  async #connected(): Promise<HostUplink> {
    if (this.#uplink.helper.alive) return this.#uplink;
    this.#reconnecting ??= this.#reconnect().finally(() => (this.#reconnecting = undefined));
    return this.#reconnecting;
  }

  async #reconnect(): Promise<HostUplink> {
    this.#options.logger.error("the network helper has ended; starting another");
    await this.#uplink.helper[Symbol.asyncDispose]();
    this.#uplink = await this.#options.connect();
    return this.#uplink;
  }

  #refill(): void {
    if (this.#tasks.signal.aborted) return;
    while (this.#spares.length + this.#preparing < this.#options.spares) {
      this.#preparing++;
      this.#tasks.run(async () => {
        try {
          const prepared = await this.#prepare();
          this.#spares.push(prepared);
        } finally {
          this.#preparing--;
        }
      });
    }
  }

  #retire(prepared: Prepared): void {
    this.#retired.push(prepared);
    if (this.#retired.length > 1) return;
    this.#tasks.run(async (signal) => {
      await this.#options.clock.delay(REMOVAL_DELAY_MS, { signal });
      await this.#removeRetired();
    });
  }

  async #removeRetired(): Promise<void> {
    const retired = this.#retired;
    this.#retired = [];
    const { helper } = this.#uplink;
    // What an ended helper held has gone with it.
    const slots = retired.filter((prepared) => prepared.helper === helper && helper.alive).map(({ slot }) => slot);
    for (let start = 0; start < slots.length; start += REMOVALS_AT_ONCE)
      await helper.send(["destroy", ...slots.slice(start, start + REMOVALS_AT_ONCE)].join(" "));
  }

  /** Takes everything down, whoever still uses it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tasks[Symbol.asyncDispose]();
    await this.#reconnecting?.catch(() => {});
    await this.#uplink.helper[Symbol.asyncDispose]();
  }
}
