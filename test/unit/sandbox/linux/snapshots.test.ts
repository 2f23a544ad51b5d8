import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { snapshotObstacle, takeSnapshotInto, toRestoration } from "../../../../src/sandbox/linux/snapshots.ts";

const take = async (_taker: string, directory: string): Promise<void> => {
  await mkdir(directory);
  await writeFile(path.join(directory, "process"), "kept");
};

describe("takeSnapshotInto", () => {
  let home = "";
  before(async () => {
    home = await mkdtemp(path.join(tmpdir(), "lambkin-snapshots-"));
  });
  after(() => rm(home, { recursive: true }));

  test("shows a snapshot under its name when it is whole", async () => {
    const directory = path.join(home, "snapshots", "a");
    const unfinished = path.join(home, "a.snapshot");
    await takeSnapshotInto(directory, unfinished, async (taker, place) => {
      assert.ok(taker.endsWith("/build/lambkin-snapshot"));
      await take(taker, place);
      assert.deepEqual(await readdir(home), ["a.snapshot"]);
    });
    assert.deepEqual(await readdir(home), ["snapshots"]);
    assert.equal(await readFile(toRestoration({ directory }).image, "utf8"), "kept");
  });

  test("leaves nothing of one that could not be taken", async () => {
    const before = await readdir(home, { recursive: true });
    const attempt = takeSnapshotInto(path.join(home, "b"), path.join(home, "b.snapshot"), async (taker, place) => {
      await take(taker, place);
      throw new Error("more than one process");
    });
    await assert.rejects(attempt, /more than one process/);
    assert.deepEqual(await readdir(home, { recursive: true }), before);
  });
});

describe("snapshotObstacle", () => {
  test("is that somebody else than root asks", { skip: process.arch !== "x64" && "not written for it" }, async () => {
    assert.match((await snapshotObstacle(false)) ?? "", /only root/);
  });
});
