import assert from "node:assert/strict";
import { test } from "node:test";
import { inTurns } from "../../../../bench/chapter/in-turns.ts";

test("what is compared takes turns, every other round in the opposite order", async () => {
  const turns: string[] = [];
  await inTurns(["ours", "theirs"], 3, async (item) => void turns.push(item));
  assert.deepEqual(turns, ["ours", "theirs", "theirs", "ours", "ours", "theirs"]);
});

test("nobody begins a turn before the one before is over", async () => {
  let underWay = 0;
  await inTurns([1, 2], 2, async () => {
    underWay += 1;
    await Promise.resolve();
    assert.equal(underWay, 1);
    underWay -= 1;
  });
  assert.equal(underWay, 0);
});
