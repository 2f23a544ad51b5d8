import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cpuQuotaUs, toMiB } from "../../../../../src/sandbox/linux/cgroup/limits.ts";

describe("limits", () => {
  test("a share of CPU is a part of each period of 20 ms", () => {
    assert.equal(cpuQuotaUs(1), 20_000);
    assert.equal(cpuQuotaUs(128 / 1769), 1_447);
    assert.equal(cpuQuotaUs(5.79), 115_800);
  });

  test("no share is below what the kernel accepts", () => {
    assert.equal(cpuQuotaUs(0.001), 1_000);
  });

  test("memory is rounded up to whole MiB", () => {
    assert.equal(toMiB(1), 1);
    assert.equal(toMiB(2 * 1024 * 1024), 2);
    assert.equal(toMiB(2 * 1024 * 1024 + 1), 3);
  });
});
