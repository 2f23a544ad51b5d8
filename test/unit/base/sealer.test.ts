import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { Sealer } from "../../../src/base/sealer.ts";

const MASTER_KEY = randomBytes(32);

describe("Sealer", () => {
  test("opens what it sealed", () => {
    const sealer = new Sealer(MASTER_KEY, "test");
    assert.equal(sealer.open(sealer.seal("sécret", "row-1"), "row-1"), "sécret");
  });

  test("opens what another instance under the same master key sealed", () => {
    const sealed = new Sealer(MASTER_KEY, "test").seal("secret", "row-1");
    assert.equal(new Sealer(MASTER_KEY, "test").open(sealed, "row-1"), "secret");
  });

  test("seals the same text differently each time, and never in clear", () => {
    const sealer = new Sealer(MASTER_KEY, "test");
    const sealed = sealer.seal("secret", "");
    assert.notDeepEqual(sealed, sealer.seal("secret", ""));
    assert.equal(sealed.includes("secret"), false);
  });

  test("does not open a value in another context", () => {
    const sealer = new Sealer(MASTER_KEY, "test");
    assert.equal(sealer.open(sealer.seal("secret", "row-1"), "row-2"), undefined);
  });

  test("does not open what was sealed for another purpose", () => {
    const sealed = new Sealer(MASTER_KEY, "one").seal("secret", "");
    assert.equal(new Sealer(MASTER_KEY, "other").open(sealed, ""), undefined);
  });

  test("does not open what was sealed under another master key", () => {
    const sealed = new Sealer(randomBytes(32), "test").seal("secret", "");
    assert.equal(new Sealer(MASTER_KEY, "test").open(sealed, ""), undefined);
  });

  test("does not open a value with one bit turned", () => {
    const sealer = new Sealer(MASTER_KEY, "test");
    const sealed = sealer.seal("secret", "");
    sealed[20] = (sealed[20] ?? 0) ^ 1;
    assert.equal(sealer.open(sealed, ""), undefined);
  });

  test("does not open a value cut short", () => {
    const sealer = new Sealer(MASTER_KEY, "test");
    assert.equal(sealer.open(sealer.seal("secret", "").subarray(0, -1), ""), undefined);
    assert.equal(sealer.open(Buffer.of(1), ""), undefined);
  });
});
