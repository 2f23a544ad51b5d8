import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  formatIpv4Network,
  overlaps,
  parseIpv4Network,
} from "../../../../../src/sandbox/linux/network/ipv4-network.ts";

const network = (text: string) => parseIpv4Network(text) ?? assert.fail(`${text} is no network`);

describe("parseIpv4Network", () => {
  test("reads a range and drops the bits behind its prefix", () => {
    assert.deepEqual(parseIpv4Network("10.1.2.3/8"), { address: 0x0a000000, prefix: 8 });
  });

  test("takes a lone address for a range of one", () => {
    assert.deepEqual(parseIpv4Network("255.255.255.255"), { address: 0xffffffff, prefix: 32 });
  });

  test("reads the range of everything", () => {
    assert.deepEqual(parseIpv4Network("0.0.0.0/0"), { address: 0, prefix: 0 });
  });

  test("refuses what is neither", () => {
    assert.equal(parseIpv4Network("10.0.0.0/33"), undefined);
    assert.equal(parseIpv4Network("10.0.0.256"), undefined);
    assert.equal(parseIpv4Network("10.0.0.0/8 "), undefined);
    assert.equal(parseIpv4Network("fd00::/8"), undefined);
    assert.equal(parseIpv4Network(""), undefined);
  });
});

test("formatIpv4Network writes what parseIpv4Network reads", () => {
  assert.equal(formatIpv4Network(network("198.18.64.0/18")), "198.18.64.0/18");
});

describe("overlaps", () => {
  test("is true for a part and its whole, either way round", () => {
    assert.equal(overlaps(network("10.0.0.0/8"), network("10.255.255.255")), true);
    assert.equal(overlaps(network("10.255.255.255"), network("10.0.0.0/8")), true);
  });

  test("is false for neighbours", () => {
    assert.equal(overlaps(network("10.0.0.0/9"), network("10.128.0.0/9")), false);
  });
});
