import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { snapshotObstacle, toRestoration } from "../../../../src/sandbox/linux/snapshots.ts";

describe("toRestoration", () => {
  test("names the file, and the program that becomes what it holds", () => {
    const { restorer, image } = toRestoration({ path: "/proc/7/fd/8" });
    assert.match(restorer, /\/build\/lambkin-restore$/);
    assert.equal(image, "/proc/7/fd/8");
  });
});

describe("snapshotObstacle", () => {
  test("is that somebody else than root asks", { skip: process.arch !== "x64" && "not written for it" }, async () => {
    assert.match((await snapshotObstacle(false)) ?? "", /only root/);
  });
});
