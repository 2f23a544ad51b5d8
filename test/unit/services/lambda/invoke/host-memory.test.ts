import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HostMemory } from "../../../../../src/services/lambda/invoke/host-memory.ts";

describe("HostMemory", () => {
  test("promises no more than it has", () => {
    const memory = new HostMemory(300);
    assert.ok(memory.reserve(200));
    assert.equal(memory.reserve(200), undefined);
    assert.equal(memory.freeMiB, 100);
  });

  test("gets back what was promised, once", () => {
    const memory = new HostMemory(300);
    const share = memory.reserve(200);
    share?.[Symbol.dispose]();
    share?.[Symbol.dispose]();
    assert.equal(memory.freeMiB, 300);
  });

  test("lends others what a share that rests does not use, until it is claimed", () => {
    const memory = new HostMemory(300);
    const share = memory.reserve(200);
    share?.rest(40);
    assert.equal(memory.freeMiB, 260);
    assert.equal(share?.missingMiB, 160);
    assert.equal(share?.claim(), true);
    assert.equal(memory.freeMiB, 100);
  });

  test("refuses a claim that others leave no memory for", () => {
    const memory = new HostMemory(300);
    const share = memory.reserve(200);
    share?.rest(40);
    const other = memory.reserve(250);
    assert.equal(share?.claim(), false);
    assert.equal(share?.heldMiB, 40);
    other?.[Symbol.dispose]();
    assert.equal(share?.claim(), true);
  });

  test("counts a share that uses more than was promised with what was promised", () => {
    const memory = new HostMemory(300);
    memory.reserve(200)?.rest(250);
    assert.equal(memory.freeMiB, 100);
  });
});
