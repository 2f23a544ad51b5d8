import assert from "node:assert/strict";
import { readdirSync, readlinkSync } from "node:fs";
import { describe, test } from "node:test";

import { silentLogger } from "../../src/base/log.ts";
import { systemClock } from "../../src/base/clock.ts";
import type { NetworkNamespace, NetworkNamespaces } from "../../src/sandbox/linux/network/contract.ts";
import { DEFAULT_NETWORK_CONFIG } from "../../src/sandbox/linux/network/network-config.ts";
import { openNetworkNamespaces, sweepNetwork } from "../../src/sandbox/linux/network/open-network-namespaces.ts";
import { eventually } from "../support/eventually.ts";
import { Agent, GATEWAY, HOST, NetworkLab, OUTSIDE, PORT } from "../support/network-lab.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const HOME = "/var/lib/lambkin";
const NEVER = new AbortController().signal;

const openLab = async (cleanup: AsyncDisposableStack): Promise<NetworkLab> =>
  cleanup.use(await NetworkLab.open(cleanup.use(temporaryDirectory()).path));

const openNetwork = (lab: NetworkLab, home = HOME): Promise<NetworkNamespaces> =>
  openNetworkNamespaces({
    home,
    programPath: lab.programPath,
    config: { ...DEFAULT_NETWORK_CONFIG, nameservers: [] },
    spares: 2,
    clock: systemClock,
    logger: silentLogger,
  });

const acquire = (network: NetworkNamespaces): Promise<NetworkNamespace> =>
  network.acquire({ egress: "host", signal: NEVER });

const pathOf = ({ path }: NetworkNamespace): string => path ?? assert.fail("this namespace has no way out");

const helperPid = (namespace: NetworkNamespace): number => Number(pathOf(namespace).split("/")[2]);

/** How many network namespaces the helper keeps, its own and the router's included. */
const namespacesKept = (pid: number): number => {
  const targets = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  return new Set(targets.filter((target) => target.startsWith("net:"))).size;
};

const assertHostUntouched = async (lab: NetworkLab): Promise<void> => {
  assert.deepEqual(await lab.interfaces(), ["lo", "eth0"]);
  assert.equal(await lab.firewall(), "");
  assert.equal(await lab.host.setting("ipv4/conf/eth0/forwarding"), "0");
  assert.doesNotMatch(await lab.host.run("ip", "route"), /lambkin/);
};

describe("the network of sandboxes", () => {
  test("leaves nothing on the host when it is closed", async () => {
    await using cleanup = new AsyncDisposableStack();
    const lab = await openLab(cleanup);
    const network = await openNetwork(lab);
    await acquire(network);
    assert.notEqual(await lab.firewall(), "");
    await network[Symbol.asyncDispose]();
    await assertHostUntouched(lab);
  });

  test("makes fifty at once, each with its own address and way out", async () => {
    await using cleanup = new AsyncDisposableStack();
    const lab = await openLab(cleanup);
    const network = cleanup.use(await openNetwork(lab));
    const namespaces = await Promise.all(Array.from({ length: 50 }, () => acquire(network)));
    assert.equal(new Set(namespaces.map(({ address }) => address)).size, 50);
    const last = cleanup.use(new Agent(pathOf(namespaces.at(-1) ?? assert.fail())));
    assert.equal(await last.tcp(OUTSIDE, PORT), HOST);
  });

  test("gives up what was disposed, and hands none of it to another", async () => {
    await using cleanup = new AsyncDisposableStack();
    const lab = await openLab(cleanup);
    const network = cleanup.use(await openNetwork(lab));
    const used = await acquire(network);
    const agent = cleanup.use(new Agent(pathOf(used)));
    assert.equal(await agent.tcp(OUTSIDE, PORT), HOST);
    const identity = readlinkSync(pathOf(used));
    await used[Symbol.asyncDispose]();
    await eventually(async () => {
      const links = await lab.host.run("nsenter", `--net=/proc/${agent.pid}/ns/net`, "ip", "link");
      return !links.includes("eth0");
    }, "the link of a disposed namespace is gone");
    assert.equal(await agent.tcp(OUTSIDE, PORT), "ENETUNREACH");
    const next = await Promise.all(Array.from({ length: 5 }, () => acquire(network)));
    assert.ok(next.every((namespace) => readlinkSync(pathOf(namespace)) !== identity));
    assert.ok(next.every(({ address }) => address !== used.address));
  });

  test("removes many in one go", async () => {
    await using cleanup = new AsyncDisposableStack();
    const lab = await openLab(cleanup);
    const network = cleanup.use(await openNetwork(lab));
    const namespaces = await Promise.all(Array.from({ length: 20 }, () => acquire(network)));
    const pid = helperPid(namespaces[0] ?? assert.fail());
    await Promise.all(namespaces.map((namespace) => namespace[Symbol.asyncDispose]()));
    // What stays: the host, the router, two spares.
    await eventually(() => namespacesKept(pid) === 4, "only spares are kept");
  });

  test("cuts every sandbox off when the helper is killed, and sweeps up what that leaves", async () => {
    await using cleanup = new AsyncDisposableStack();
    const lab = await openLab(cleanup);
    const network = cleanup.use(await openNetwork(lab));
    const namespace = await acquire(network);
    const agent = cleanup.use(new Agent(pathOf(namespace)));
    assert.equal(await agent.tcp(OUTSIDE, PORT), HOST);
    process.kill(helperPid(namespace), "SIGKILL");
    await eventually(async () => (await lab.interfaces()).length === 2, "the uplink is gone");
    assert.equal(await agent.tcp(OUTSIDE, PORT), "ENETUNREACH");
    assert.match(await lab.firewall(), /comment "eth0"/, "the table outlives the helper");
    await sweepNetwork({ home: HOME, programPath: lab.programPath });
    await assertHostUntouched(lab);
  });

  test("starts another helper when one was killed", async () => {
    await using cleanup = new AsyncDisposableStack();
    const lab = await openLab(cleanup);
    const network = cleanup.use(await openNetwork(lab));
    const before = await acquire(network);
    process.kill(helperPid(before), "SIGKILL");
    await eventually(async () => (await lab.interfaces()).length === 2, "the uplink is gone");
    const agent = cleanup.use(new Agent(pathOf(await acquire(network))));
    assert.equal(await agent.tcp(OUTSIDE, PORT), HOST);
  });

  test("puts its firewall table back when somebody empties the host's firewall", async () => {
    await using cleanup = new AsyncDisposableStack();
    const lab = await openLab(cleanup);
    const network = cleanup.use(await openNetwork(lab));
    const agent = cleanup.use(new Agent(pathOf(await acquire(network))));
    await lab.host.run("nft", "flush", "ruleset");
    await eventually(async () => (await lab.firewall()).includes("masquerade"), "the table is back");
    assert.equal(await agent.tcp(OUTSIDE, PORT), HOST);
  });

  test("keeps sandboxes from the host even while its firewall rules are gone", async () => {
    await using cleanup = new AsyncDisposableStack();
    const lab = await openLab(cleanup);
    const network = cleanup.use(await openNetwork(lab));
    const agent = cleanup.use(new Agent(pathOf(await acquire(network))));
    const host = cleanup.use(new Agent(lab.host.namespace));
    await host.serve("0.0.0.0", PORT);
    const [table = ""] = /lambkin-\w+/.exec(await lab.firewall()) ?? [];
    await lab.host.run("nft", "flush", "chain", "ip", table, "input");
    assert.doesNotMatch(await lab.firewall(), /iifname "lambkin-\w+" drop/);
    assert.match(await agent.tryTcp(HOST, PORT), /^(silence|EHOSTUNREACH)$/);
    assert.match(await agent.tryUdp(HOST, PORT), /^(silence|EHOSTUNREACH)$/);
    assert.deepEqual(host.senders, []);
  });

  test("does not make a router of the host", async () => {
    await using cleanup = new AsyncDisposableStack();
    const lab = await openLab(cleanup);
    const inner = await lab.attachInnerNetwork();
    await lab.internet.run("ip", "route", "add", inner.network, "via", HOST);
    cleanup.use(await openNetwork(lab));
    assert.equal(await lab.host.setting("ipv4/conf/eth0/forwarding"), "1");
    assert.equal(await lab.server.tryUdp(inner.address, PORT), "silence");
    // And leaves that to whoever wants it to be one.
    await lab.host.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
    await eventually(async () => !(await lab.firewall()).includes('comment "eth0"'), "the guard is gone");
    assert.equal(await lab.server.udp(inner.address, PORT), GATEWAY);
  });

  test("shares a host with another server, and does not take what that one still needs", async () => {
    await using cleanup = new AsyncDisposableStack();
    const lab = await openLab(cleanup);
    const first = await openNetwork(lab, "/home/first");
    const second = await openNetwork(lab, "/home/second");
    const agent = cleanup.use(new Agent(pathOf(await acquire(second))));
    const other = await acquire(first);
    const neighbour = cleanup.use(new Agent(pathOf(other)));
    await neighbour.serve("0.0.0.0", PORT);
    assert.match(await agent.tryTcp(other.address ?? "", PORT), /^(silence|EHOSTUNREACH)$/);
    await first[Symbol.asyncDispose]();
    assert.equal(await agent.tcp(OUTSIDE, PORT), HOST);
    await second[Symbol.asyncDispose]();
    await assertHostUntouched(lab);
  });

  test("says which firewall chain stands in the way, as Docker's does", async () => {
    await using cleanup = new AsyncDisposableStack();
    const lab = await openLab(cleanup);
    await lab.host.run("nft", "add table ip filter");
    await lab.host.run("nft", "add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }");
    const { egress } = cleanup.use(await openNetwork(lab));
    assert.equal(egress.kind, "available");
    assert.match(egress.kind === "available" ? (egress.caveat ?? "") : "", /filter\/FORWARD/);
  });

  test("says that firewalld stands in the way", async () => {
    await using cleanup = new AsyncDisposableStack();
    const lab = await openLab(cleanup);
    await lab.host.run("nft", "add table inet firewalld");
    await lab.host.run("nft", "add chain inet firewalld filter_FORWARD { type filter hook forward priority 10; }");
    const { egress } = cleanup.use(await openNetwork(lab));
    assert.match(egress.kind === "available" ? (egress.caveat ?? "") : "", /firewalld\/filter_FORWARD/);
  });
});
