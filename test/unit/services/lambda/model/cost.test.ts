import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chargesOf, costOf } from "../../../../../src/services/lambda/model/cost.ts";
import { memoryAdvice } from "../../../../../src/services/lambda/model/memory-advice.ts";
import { AWS_PRICES } from "../../../../../src/services/lambda/model/price-table.ts";
import type { Usage } from "../../../../../src/services/lambda/model/usage.ts";
import { usage } from "../metering/records.ts";

const told = (change: Partial<Usage>) =>
  chargesOf(usage(change), AWS_PRICES).map(({ kind, cost }) => `${kind} ${cost.toFixed(4)}`);

describe("the cost of usage", () => {
  // A million invocations of 100 ms with 1 GB are 100,000 GB-seconds.
  test("is requests and gigabyte-seconds, cheaper on arm64", () => {
    assert.deepEqual(told({}), ["requests 0.2000", "duration 1.6667"]);
    assert.deepEqual(told({ architecture: "arm64" }), ["requests 0.2000", "duration 1.3333"]);
  });

  test("has another price in provisioned environments, which also cost by being there", () => {
    assert.deepEqual(told({ isProvisioned: true, provisionedMs: 86_400_000 }), [
      "requests 0.2000",
      "provisioned-duration 0.9722",
      "provisioned-concurrency 0.3600",
    ]);
  });

  test("counts /tmp beyond 512 MB, and streamed gigabytes", () => {
    assert.deepEqual(told({ ephemeralStorageMiB: 10_240, chargedStreamedBytes: 2 * 1_073_741_824 }), [
      "requests 0.2000",
      "duration 1.6667",
      "ephemeral-storage 0.0294",
      "streamed-bytes 0.0160",
    ]);
  });

  // Source: the first example of SnapStart on Lambda's pricing page, with 1 GB.
  test("counts the memory of snapshots that are kept and gone on from", () => {
    const change = { invocations: 0, billedMs: 0, chargedSnapshotMs: 2_678_400_000, chargedRestores: 74_400 };
    assert.deepEqual(told(change), ["snapshot-cache 4.0299", "snapshot-restore 10.4011"]);
  });

  test("is nothing for nothing", () => {
    assert.equal(costOf(usage({ invocations: 0, billedMs: 0 }), AWS_PRICES), 0);
  });
});

describe("advice on memory", () => {
  test("names the cheapest of the sizes that were tried", () => {
    const slow = usage({ memoryMiB: 512, billedMs: 300_000_000 });
    const [advice] = memoryAdvice([slow, usage()], AWS_PRICES);
    assert.equal(advice?.cheapestMemoryMiB, 1_024);
    assert.deepEqual(
      advice?.measured.map(({ memoryMiB, costPerMillion }) => [memoryMiB, costPerMillion.toFixed(4)]),
      [
        [512, "2.7000"],
        [1_024, "1.8667"],
      ],
    );
  });

  test("names the smallest size with room for what was used", () => {
    assert.equal(memoryAdvice([usage({ maxMemoryMiB: 300 })], AWS_PRICES)[0]?.smallestMemoryMiB, 330);
    assert.equal(memoryAdvice([usage({ maxMemoryMiB: 20 })], AWS_PRICES)[0]?.smallestMemoryMiB, 128);
  });

  test("is not given on the evidence of a few invocations", () => {
    const [advice] = memoryAdvice([usage({ invocations: 9 })], AWS_PRICES);
    assert.deepEqual([advice?.cheapestMemoryMiB, advice?.smallestMemoryMiB], [undefined, undefined]);
  });
});
