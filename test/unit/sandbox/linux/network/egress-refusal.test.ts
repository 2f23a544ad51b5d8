import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { explainBarriers, explainRefusal } from "../../../../../src/sandbox/linux/network/egress-refusal.ts";
import { NetworkHelperError } from "../../../../../src/sandbox/linux/network/network-helper.ts";

describe("explainRefusal", () => {
  test("tells a user without rights to start as root, and names the step", () => {
    const refusal = explainRefusal(new NetworkHelperError("EPERM", "make the uplink"));
    assert.match(refusal.reason, /root.*make the uplink.*EPERM/);
    assert.match(refusal.remedy, /root/);
  });

  test("names the step of an error that nobody foresaw", () => {
    assert.match(explainRefusal(new NetworkHelperError("EXDEV", "add a route")).reason, /add a route: EXDEV/);
  });
});

describe("explainBarriers", () => {
  test("says nothing when no other firewall drops what is forwarded", () => {
    assert.equal(explainBarriers([], "lambkin-1234567"), undefined);
  });

  test("gives the commands that let this server's interface through", () => {
    const caveat = explainBarriers(["filter/FORWARD"], "lambkin-1234567") ?? "";
    assert.match(caveat, /filter\/FORWARD/);
    assert.match(caveat, /iptables -I FORWARD -i lambkin-1234567 -j ACCEPT/);
    assert.match(caveat, /iptables -I FORWARD -o lambkin-1234567 -j ACCEPT/);
  });

  test("speaks firewalld's language where that is the firewall", () => {
    const caveat = explainBarriers(["firewalld/filter_FORWARD"], "lambkin-1234567") ?? "";
    assert.match(caveat, /firewall-cmd --zone=trusted --add-interface=lambkin-1234567/);
  });
});
