import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { silentLogger } from "../../src/base/log.ts";
import { systemClock } from "../../src/base/clock.ts";
import type { NetworkNamespace, NetworkNamespaces } from "../../src/sandbox/linux/network/contract.ts";
import { DEFAULT_NETWORK_CONFIG, type NetworkConfig } from "../../src/sandbox/linux/network/network-config.ts";
import { openNetworkNamespaces } from "../../src/sandbox/linux/network/open-network-namespaces.ts";
import { Agent, GATEWAY, HOST, METADATA, NetworkLab, OUTSIDE, PORT } from "../support/network-lab.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const NEVER = new AbortController().signal;

/** Nobody answered: the router refused, or a firewall said nothing. */
const assertUnreachable = (answer: string): void => assert.match(answer, /^(silence|EHOSTUNREACH|ENETUNREACH)$/);

const openNetwork = (lab: NetworkLab, config: Partial<NetworkConfig> = {}): Promise<NetworkNamespaces> =>
  openNetworkNamespaces({
    home: "/var/lib/lambkin",
    programPath: lab.programPath,
    config: { ...DEFAULT_NETWORK_CONFIG, nameservers: [], ...config },
    spares: 1,
    clock: systemClock,
    logger: silentLogger,
  });

/** A namespace as a sandbox has it, and someone in it. */
const enter = async (network: NetworkNamespaces, cleanup: AsyncDisposableStack) => {
  const namespace = cleanup.use(await network.acquire({ egress: "host", signal: NEVER }));
  const agent = cleanup.use(new Agent(pathOf(namespace)));
  return { namespace, agent, address: namespace.address ?? "" };
};

const pathOf = ({ path }: NetworkNamespace): string => {
  assert.ok(path !== undefined, "this namespace has a way out");
  return path;
};

describe("a sandbox with egress", () => {
  const cleanup = new AsyncDisposableStack();
  let lab: NetworkLab;
  let sandbox: Awaited<ReturnType<typeof enter>>;
  let neighbour: Awaited<ReturnType<typeof enter>>;
  let host: Agent;

  before(async () => {
    lab = cleanup.use(await NetworkLab.open(cleanup.use(temporaryDirectory()).path));
    const network = cleanup.use(await openNetwork(lab));
    sandbox = await enter(network, cleanup);
    neighbour = await enter(network, cleanup);
    host = cleanup.use(new Agent(lab.host.namespace));
    await host.serve("0.0.0.0", PORT);
    await neighbour.agent.serve("0.0.0.0", PORT);
  });
  after(() => cleanup.disposeAsync());

  test("reaches a server outside, which sees the host's address", async () => {
    assert.equal(await sandbox.agent.tcp(OUTSIDE, PORT), HOST);
    assert.equal(await sandbox.agent.udp(OUTSIDE, PORT), HOST);
  });

  test("reaches another machine of the host's own network", async () => {
    assert.equal(await sandbox.agent.tcp(GATEWAY, PORT), HOST);
  });

  test("learns that a tunnel of the host takes only smaller packets", async () => {
    await lab.host.run("ip", "route", "add", OUTSIDE, "via", GATEWAY, "mtu", "lock", "800");
    assert.equal(await sandbox.agent.tcp(OUTSIDE, PORT), HOST);
    await lab.host.run("ip", "route", "del", OUTSIDE);
  });

  test("has a loopback of its own instead of the host's", async () => {
    assert.equal(await host.tcp("127.0.0.1", PORT), "127.0.0.1", "the host's server is there");
    assert.equal(await sandbox.agent.tcp("127.0.0.1", PORT), "ECONNREFUSED");
  });

  test("does not reach the host by the address of its uplink", async () => {
    assert.equal(await lab.server.tcp(HOST, PORT), GATEWAY, "the host's server is there");
    assertUnreachable(await sandbox.agent.tryTcp(HOST, PORT));
    assertUnreachable(await sandbox.agent.tryUdp(HOST, PORT));
  });

  test("does not reach the host by the address it has towards sandboxes", async () => {
    const [towardsSandboxes = ""] = /(?<=inet )[.0-9]+(?=\/32 .*lambkin)/.exec(await lab.host.run("ip", "addr")) ?? [];
    assert.notEqual(towardsSandboxes, "");
    assert.match(await host.tcp(towardsSandboxes, PORT), /^\d/, "the host's server is there");
    assertUnreachable(await sandbox.agent.tryTcp(towardsSandboxes, PORT));
    assertUnreachable(await sandbox.agent.tryUdp(towardsSandboxes, PORT));
  });

  test("does not reach an address that the host gets later", async () => {
    await lab.host.run("ip", "addr", "add", "192.0.2.77/32", "dev", "lo");
    assert.equal(await host.tcp("192.0.2.77", PORT), "192.0.2.77", "the host's server is there");
    assertUnreachable(await sandbox.agent.tryTcp("192.0.2.77", PORT));
    assertUnreachable(await sandbox.agent.tryUdp("192.0.2.77", PORT));
  });

  test("does not reach a whole range that the host takes for its own", async () => {
    await lab.host.run("ip", "route", "add", "local", "192.0.2.128/25", "dev", "lo");
    assert.equal(await host.tcp("192.0.2.200", PORT), "192.0.2.200", "the host's server is there");
    assertUnreachable(await sandbox.agent.tryTcp("192.0.2.200", PORT));
    assertUnreachable(await sandbox.agent.tryUdp("192.0.2.200", PORT));
  });

  test("does not reach another sandbox", async () => {
    assert.equal(
      await neighbour.agent.tcp(neighbour.address, PORT),
      neighbour.address,
      "the neighbour's server is there",
    );
    assertUnreachable(await sandbox.agent.tryTcp(neighbour.address, PORT));
    assertUnreachable(await sandbox.agent.tryUdp(neighbour.address, PORT));
  });

  test("does not reach the metadata service of a cloud", async () => {
    await lab.host.run("ip", "route", "add", METADATA, "via", GATEWAY);
    assert.equal(await host.tcp(METADATA, PORT), HOST, "the service is there");
    assertUnreachable(await sandbox.agent.tryTcp(METADATA, PORT));
    assertUnreachable(await sandbox.agent.tryUdp(METADATA, PORT));
  });

  test("reaches nobody by broadcast or multicast", async () => {
    neighbour.agent.senders.length = 0;
    assertUnreachable(await sandbox.agent.tryUdp("255.255.255.255", PORT));
    assertUnreachable(await sandbox.agent.tryUdp("198.51.100.255", PORT));
    assertUnreachable(await sandbox.agent.tryUdp("224.0.0.1", PORT));
    assert.deepEqual(
      [...host.senders, ...neighbour.agent.senders].filter((sender) => sender === sandbox.address),
      [],
    );
  });

  test("is not reached from outside", async () => {
    await lab.internet.run("ip", "route", "add", "100.64.0.0/10", "via", HOST);
    neighbour.agent.senders.length = 0;
    assertUnreachable(await lab.server.tryTcp(neighbour.address, PORT));
    assertUnreachable(await lab.server.tryUdp(neighbour.address, PORT));
    assert.deepEqual(neighbour.agent.senders, []);
  });

  test("is not reached from the host", async () => {
    neighbour.agent.senders.length = 0;
    assertUnreachable(await host.tryTcp(neighbour.address, PORT));
    assert.match(await host.tryUdp(neighbour.address, PORT), /^(EPERM|silence)$/);
    assert.deepEqual(neighbour.agent.senders, []);
  });

  test("cannot speak in the name of another", async () => {
    lab.server.senders.length = 0;
    const command = ["addr", "add", "192.0.2.99/32", "dev", "eth0"];
    await lab.host.run("nsenter", `--net=${pathOf(sandbox.namespace)}`, "ip", ...command);
    assertUnreachable(await sandbox.agent.tryUdp(OUTSIDE, PORT, "192.0.2.99"));
    await lab.host.run(
      "nsenter",
      `--net=${pathOf(sandbox.namespace)}`,
      "ip",
      "addr",
      "add",
      `${neighbour.address}/32`,
      "dev",
      "eth0",
    );
    assertUnreachable(await sandbox.agent.tryUdp(OUTSIDE, PORT, neighbour.address));
    assert.deepEqual(lab.server.senders, [], "nothing arrived");
    assert.equal(await sandbox.agent.udp(OUTSIDE, PORT, sandbox.address), HOST, "its own name still works");
  });

  test("cannot fill the host's table of connections", async () => {
    await sandbox.agent.flood(OUTSIDE, 20_000);
    const tracked = Number(await lab.host.setting("netfilter/nf_conntrack_count"));
    assert.ok(tracked > 2000 && tracked < 2200, `${tracked} connections are tracked`);
    assertUnreachable(await sandbox.agent.tryTcp(OUTSIDE, PORT));
    assert.equal(await neighbour.agent.tcp(OUTSIDE, PORT), HOST, "the neighbour has its own share");
  });

  test("has the packet size of the host's way out, ::1, and no other IPv6 address", async () => {
    const addresses = await lab.host.run("nsenter", `--net=${pathOf(neighbour.namespace)}`, "ip", "addr");
    assert.match(addresses, /eth0.* mtu 1400 /);
    assert.deepEqual(addresses.match(/inet6 \S+/g), ["inet6 ::1/128"]);
  });
});

describe("what the operator configures", () => {
  test("a denied range is out of reach, an allowed part of it is not, name servers answer all the same", async () => {
    await using cleanup = new AsyncDisposableStack();
    const lab = cleanup.use(await NetworkLab.open(cleanup.use(temporaryDirectory()).path));
    await lab.host.run("ip", "route", "add", METADATA, "via", GATEWAY);
    await lab.server.serve(METADATA, 53);
    const network = cleanup.use(
      await openNetwork(lab, { deny: ["198.51.100.0/24", "203.0.0.0/8"], allow: [OUTSIDE], nameservers: [METADATA] }),
    );
    const { agent } = await enter(network, cleanup);
    assertUnreachable(await agent.tryTcp(GATEWAY, PORT));
    assert.equal(await agent.tcp(OUTSIDE, PORT), HOST);
    assert.equal(await agent.udp(METADATA, 53), HOST);
    assertUnreachable(await agent.tryUdp(METADATA, PORT));
    assert.equal(network.resolvConf("host"), `nameserver ${METADATA}\n`);
  });

  test("sandboxes get the addresses of the configured block", async () => {
    await using cleanup = new AsyncDisposableStack();
    const lab = cleanup.use(await NetworkLab.open(cleanup.use(temporaryDirectory()).path));
    const network = cleanup.use(await openNetwork(lab, { addressBlock: "10.99.0.0/24" }));
    const { agent, address } = await enter(network, cleanup);
    assert.match(address, /^10\.99\.0\./);
    assert.equal(await agent.tcp(OUTSIDE, PORT), HOST);
  });

  test("without egress nothing is made on the host", async () => {
    await using cleanup = new AsyncDisposableStack();
    const lab = cleanup.use(await NetworkLab.open(cleanup.use(temporaryDirectory()).path));
    const network = cleanup.use(await openNetwork(lab, { egress: "none" }));
    const namespace = await network.acquire({ egress: "host", signal: NEVER });
    assert.equal(namespace.path, undefined);
    assert.equal(namespace.egress, "none");
    assert.deepEqual(await lab.interfaces(), ["lo", "eth0"]);
    assert.equal(await lab.firewall(), "");
  });
});
