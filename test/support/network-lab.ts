import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { boundToUs } from "./bound-to-us.ts";
import { eventually } from "./eventually.ts";
import type { AgentAnswer, AgentOrder, AgentSighting } from "./network-agent.ts";

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL("../../build/lambkin-network", import.meta.url));
const AGENT = fileURLToPath(new URL("network-agent.ts", import.meta.url));

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
};

/** A process inside a network namespace that talks over it. */
export class Agent implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #answers = new Map<number, (text: string) => void>();
  readonly senders: string[] = [];
  #lastId = 0;

  constructor(namespace: string) {
    this.#process = spawn("nsenter", [`--net=${namespace}`, process.execPath, AGENT], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#process.on("message", (message: AgentAnswer | AgentSighting) => {
      if ("sender" in message) this.senders.push(message.sender);
      else this.#answers.get(message.id)?.(message.text);
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** What came back: the address that the server saw, or an error code. For a server that should answer. */
  tcp(address: string, port: number): Promise<string> {
    return this.#order({ kind: "tcp", address, port });
  }

  udp(address: string, port: number, from?: string): Promise<string> {
    return this.#order({ kind: "udp", address, port, from });
  }

  /** The same where nobody should answer, so that it may be `silence`. */
  tryTcp(address: string, port: number): Promise<string> {
    return this.#order({ kind: "tcp", address, port, isExpected: false });
  }

  tryUdp(address: string, port: number, from?: string): Promise<string> {
    return this.#order({ kind: "udp", address, port, from, isExpected: false });
  }

  /** Sends a datagram to each of 5,000 ports, from `port` up. */
  async flood(address: string, port: number): Promise<void> {
    await this.#order({ kind: "flood", address, port });
  }

  /** Answers on that address, TCP and UDP. */
  async serve(address: string, port: number): Promise<void> {
    await this.#order({ kind: "serve", address, port });
  }

  #order(order: Pick<AgentOrder, "kind" | "address" | "port"> & Partial<AgentOrder>): Promise<string> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#process.send({ from: undefined, isExpected: true, ...order, id });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stop(this.#process);
  }
}

/** A network namespace with nothing in it but `lo`, kept by a sleeping process. */
class Machine implements AsyncDisposable {
  readonly #keeper: ChildProcess;

  private constructor(keeper: ChildProcess) {
    this.#keeper = keeper;
  }

  static async boot(): Promise<Machine> {
    const keeper = spawn(...boundToUs("unshare", "--net", "sleep", "infinity"), { stdio: "ignore" });
    const own = readlinkSync("/proc/self/ns/net");
    await eventually(() => readlinkSync(`/proc/${keeper.pid}/ns/net`) !== own, "a new network namespace");
    const machine = new Machine(keeper);
    await machine.run("ip", "link", "set", "lo", "up");
    return machine;
  }

  get namespace(): string {
    return `/proc/${this.#keeper.pid}/ns/net`;
  }

  /** Runs a command there and returns what it printed. */
  async run(...command: readonly string[]): Promise<string> {
    return (await run("nsenter", [`--net=${this.namespace}`, ...command])).stdout;
  }

  async setting(name: string): Promise<string> {
    return (await this.run("cat", `/proc/sys/net/${name}`)).trim();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stop(this.#keeper);
  }
}

/** A server on the internet, the metadata service of a cloud, and the two ends of the host's cable. */
export const OUTSIDE = "203.0.113.10";
export const METADATA = "169.254.169.254";
export const HOST = "198.51.100.2";
export const GATEWAY = "198.51.100.1";
export const PORT = 7777;

/**
 * A host and the internet, both namespaces of the test's own, joined by a cable. The helper under test runs inside that
 * host, so nothing that happens here touches the machine that runs the test.
 */
export class NetworkLab implements AsyncDisposable {
  readonly host: Machine;
  readonly internet: Machine;
  /** Answers on every address of the internet. */
  readonly server: Agent;
  /** To be given to the code under test in the place of the compiled helper. */
  readonly programPath: string;
  readonly #cleanup: AsyncDisposableStack;

  private constructor(
    parts: Pick<NetworkLab, "host" | "internet" | "server" | "programPath">,
    cleanup: AsyncDisposableStack,
  ) {
    this.host = parts.host;
    this.internet = parts.internet;
    this.server = parts.server;
    this.programPath = parts.programPath;
    this.#cleanup = cleanup;
  }

  /** @param directory for the script that stands in for the helper */
  static async open(directory: string): Promise<NetworkLab> {
    await using cleanup = new AsyncDisposableStack();
    const host = cleanup.use(await Machine.boot());
    const internet = cleanup.use(await Machine.boot());
    const keeper = /\d+/.exec(internet.namespace)?.[0] ?? "";
    await host.run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", keeper);
    await host.run("ip", "addr", "add", `${HOST}/24`, "dev", "eth0");
    await host.run("ip", "link", "set", "eth0", "up", "mtu", "1400");
    await internet.run("ip", "addr", "add", `${GATEWAY}/24`, "dev", "eth0");
    await internet.run("ip", "addr", "add", `${OUTSIDE}/32`, "dev", "lo");
    await internet.run("ip", "addr", "add", `${METADATA}/32`, "dev", "lo");
    await internet.run("ip", "link", "set", "eth0", "up");
    await host.run("ip", "route", "add", "default", "via", GATEWAY);
    const server = cleanup.use(new Agent(internet.namespace));
    await server.serve(OUTSIDE, PORT);
    await server.serve(METADATA, PORT);
    await server.serve(GATEWAY, PORT);
    const programPath = path.join(directory, "lambkin-network");
    writeFileSync(programPath, `#!/bin/sh\nexec /usr/bin/nsenter --net=${host.namespace} ${PROGRAM} "$@"\n`);
    chmodSync(programPath, 0o755);
    return new NetworkLab({ host, internet, server, programPath }, cleanup.move());
  }

  /** Names of the host's interfaces, which hold nothing of ours when all is undone. */
  async interfaces(): Promise<readonly string[]> {
    const links = JSON.parse(await this.host.run("ip", "-json", "link")) as readonly { readonly ifname: string }[];
    return links.map(({ ifname }) => ifname).filter((name) => !FALLBACK_DEVICES.has(name));
  }

  /** A network behind the host that the internet has no business with, and someone in it who answers. */
  async attachInnerNetwork(): Promise<{ readonly network: string; readonly address: string }> {
    const inner = this.#cleanup.use(await Machine.boot());
    const keeper = /\d+/.exec(inner.namespace)?.[0] ?? "";
    await this.host.run("ip", "link", "add", "eth1", "type", "veth", "peer", "name", "eth0", "netns", keeper);
    await this.host.run("ip", "addr", "add", "192.0.2.1/24", "dev", "eth1");
    await this.host.run("ip", "link", "set", "eth1", "up");
    await inner.run("ip", "addr", "add", "192.0.2.2/24", "dev", "eth0");
    await inner.run("ip", "link", "set", "eth0", "up");
    await inner.run("ip", "route", "add", "default", "via", "192.0.2.1");
    await this.#cleanup.use(new Agent(inner.namespace)).serve("192.0.2.2", PORT);
    return { network: "192.0.2.0/24", address: "192.0.2.2" };
  }

  firewall(): Promise<string> {
    return this.host.run("nft", "list", "ruleset");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cleanup.disposeAsync();
  }
}

/** What some kernels put into every new namespace. */
const FALLBACK_DEVICES: ReadonlySet<string> = new Set(
  ["tunl0", "sit0", "gre0", "gretap0", "erspan0", "ip_vti0", "ip6_vti0", "ip6tnl0", "ip6gre0"].concat(
    readFileSync("/proc/net/dev", "utf8").match(/\bifb\d+/g) ?? [],
  ),
);
