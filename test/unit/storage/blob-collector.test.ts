import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { silentLogger } from "../../../src/base/log.ts";
import { TaskGroup } from "../../../src/base/task-group.ts";
import { BlobCollector, type BlobReferences } from "../../../src/storage/blob-collector.ts";
import { openDiskBlobStore } from "../../../src/storage/disk-blob-store.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const HOUR_MS = 3_600_000;

const broken = () => Promise.reject(new Error("the database is busy"));

const setUp = async (directory: string) => {
  const clock = new FakeClock();
  const blobs = await openDiskBlobStore({ directory, clock });
  const collector = (...sources: BlobReferences[]) =>
    new BlobCollector({ blobs, sources, clock, logger: silentLogger });
  return { clock, blobs, collector };
};

describe("BlobCollector", () => {
  test("keeps what any of its sources refers to, and removes the rest", async () => {
    using home = temporaryDirectory();
    const { clock, blobs, collector } = await setUp(home.path);
    const first = await blobs.put(Buffer.from("first"));
    const second = await blobs.put(Buffer.from("second"));
    const third = await blobs.put(Buffer.from("third"));
    await clock.advance(HOUR_MS);
    const sources = [async () => [first.sha256], async () => new Set([second.sha256])];
    assert.equal(await collector(...sources).collect(), 1);
    assert.equal(await blobs.has(first.sha256), true);
    assert.equal(await blobs.has(second.sha256), true);
    assert.equal(await blobs.has(third.sha256), false);
  });

  test("leaves alone what may still be waiting for its row", async () => {
    using home = temporaryDirectory();
    const { clock, blobs, collector } = await setUp(home.path);
    await blobs.put(Buffer.from("young"));
    await clock.advance(HOUR_MS - 1000);
    assert.equal(await collector().collect(), 0);
  });

  test("removes nothing when a source cannot say what it needs", async () => {
    using home = temporaryDirectory();
    const { clock, blobs, collector } = await setUp(home.path);
    const { sha256 } = await blobs.put(Buffer.from("needed"));
    await clock.advance(HOUR_MS);
    await assert.rejects(collector(async () => [], broken).collect(), /busy/);
    assert.equal(await blobs.has(sha256), true);
  });

  test("goes by the clock until it is stopped, and survives a failure", async () => {
    using home = temporaryDirectory();
    const { clock, collector } = await setUp(home.path);
    let rounds = 0;
    const source = async () => {
      rounds += 1;
      if (rounds === 1) throw new Error("the database is busy");
      return [];
    };
    {
      await using tasks = new TaskGroup(() => assert.fail("the collector gave up"));
      tasks.run((signal) => collector(source).run(signal));
      await clock.advance(0);
      await clock.advance(HOUR_MS);
    }
    assert.equal(rounds, 2);
    assert.equal(clock.pending, 0);
  });
});
