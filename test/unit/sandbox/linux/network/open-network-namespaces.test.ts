import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { silentLogger } from "../../../../../src/base/log.ts";
import { DEFAULT_NETWORK_CONFIG, type NetworkConfig } from "../../../../../src/sandbox/linux/network/network-config.ts";
import { openNetworkNamespaces } from "../../../../../src/sandbox/linux/network/open-network-namespaces.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";

const open = (config: Partial<NetworkConfig>) =>
  openNetworkNamespaces({
    home: "/var/lib/lambkin",
    programPath: "/nonexistent/lambkin-network",
    config: { ...DEFAULT_NETWORK_CONFIG, ...config },
    spares: 1,
    clock: new FakeClock(),
    logger: silentLogger,
  });

const NEVER = new AbortController().signal;

describe("openNetworkNamespaces", () => {
  test("leaves sandboxes their loopback, and says why and what to do, when the host cannot do more", async () => {
    await using network = await open({});
    assert.equal(network.egress.kind, "unavailable");
    assert.match(network.egress.kind === "unavailable" ? network.egress.reason : "", /not built/);
    assert.match(network.egress.kind === "unavailable" ? network.egress.remedy : "", /build:native/);
    const namespace = await network.acquire({ egress: "host", signal: NEVER });
    assert.equal(namespace.egress, "none");
    assert.equal(namespace.path, undefined);
    assert.match(network.resolvConf("host"), /^#/);
  });

  test("says that the operator wants it so when egress is none", async () => {
    await using network = await open({ egress: "none" });
    assert.match(network.egress.kind === "unavailable" ? network.egress.reason : "", /configuration/);
  });
});
