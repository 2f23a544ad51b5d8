import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isAlive, isIdentity, ownIdentity } from "../../../../src/sandbox/linux/server-identity.ts";

describe("server identity", () => {
  test("is this process's PID and start time, and the same each time", async () => {
    const identity = await ownIdentity();
    assert.match(identity, new RegExp(`^${process.pid}-\\d+$`));
    assert.equal(await ownIdentity(), identity);
  });

  test("is alive while the process is", async () => {
    assert.equal(await isAlive(await ownIdentity()), true);
  });

  test("is not alive when the PID came again", async () => {
    assert.equal(await isAlive(`${process.pid}-1`), false);
    assert.equal(await isAlive("4194305-1"), false);
  });

  test("looks like nothing else", () => {
    assert.equal(isIdentity("12-34"), true);
    assert.equal(isIdentity("tmp-templates"), false);
  });
});
