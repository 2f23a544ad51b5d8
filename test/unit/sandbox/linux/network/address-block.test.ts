import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { chooseAddressBlock, type HostRoute } from "../../../../../src/sandbox/linux/network/address-block.ts";
import { formatIpv4Network, parseIpv4Network } from "../../../../../src/sandbox/linux/network/ipv4-network.ts";

const route = (text: string, interfaceName = "eth0"): HostRoute => ({
  network: parseIpv4Network(text) ?? assert.fail(`${text} is no network`),
  interfaceName,
});

const choose = (routes: readonly HostRoute[], configured?: string, uplink = "lambkin-1234567"): string =>
  formatIpv4Network(chooseAddressBlock({ uplink, routes, configured }));

describe("chooseAddressBlock", () => {
  test("takes a part of carrier-grade NAT's range, the same one each time", () => {
    assert.match(choose([route("0.0.0.0/0"), route("192.0.2.0/24")]), /^100\.[0-9.]+\/18$/);
    assert.equal(choose([]), choose([]));
  });

  test("does not mind the routes that its own killed predecessor left", () => {
    const block = choose([]);
    assert.equal(choose([route(block, "lambkin-1234567")]), block);
  });

  test("takes another part when a second server has this one", () => {
    const block = choose([]);
    const next = choose([route(block, "lambkin-7654321")]);
    assert.notEqual(next, block);
    assert.match(next, /^100\./);
  });

  test("leaves the whole range to a VPN that uses an address of it", () => {
    assert.match(choose([route("100.100.100.100/32", "tailscale0")]), /^198\.1[89]\.[0-9.]+\/18$/);
  });

  test("sees a default route in the two halves that a VPN splits it into", () => {
    assert.match(choose([route("0.0.0.0/1", "tun0"), route("128.0.0.0/1", "tun0")]), /^100\./);
  });

  test("gives up when everything is taken", () => {
    const routes = [route("100.64.0.0/10"), route("198.18.0.0/15")];
    assert.throws(() => choose(routes), { name: "OperatorError", code: "NoFreeAddressBlock" });
  });

  test("uses the configured block", () => {
    assert.equal(choose([route("192.0.2.0/24")], "10.99.0.0/24"), "10.99.0.0/24");
  });

  test("refuses a configured block that the host has a route into", () => {
    assert.throws(() => choose([route("10.0.0.0/8")], "10.99.0.0/24"), { code: "AddressBlockInUse", message: /eth0/ });
  });

  test("refuses a configured block that is none, too narrow or too wide", () => {
    assert.throws(() => choose([], "sandboxes"), { code: "InvalidAddressBlock" });
    assert.throws(() => choose([], "10.0.0.0/29"), { code: "InvalidAddressBlock" });
    assert.throws(() => choose([], "10.0.0.0/7"), { code: "InvalidAddressBlock" });
  });
});
