import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { uplinkName } from "../../../../../src/sandbox/linux/network/uplink-name.ts";

describe("uplinkName", () => {
  test("fits into the fifteen characters of an interface name", () => {
    assert.match(uplinkName("/var/lib/lambkin"), /^lambkin-[0-9a-f]{7}$/);
  });

  test("follows from the home alone", () => {
    assert.equal(uplinkName("/home/a"), uplinkName("/home/a"));
    assert.notEqual(uplinkName("/home/a"), uplinkName("/home/b"));
  });
});
