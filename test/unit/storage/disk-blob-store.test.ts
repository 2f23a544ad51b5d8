import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, test } from "node:test";
import { OperatorError } from "../../../src/base/operator-error.ts";
import { openDiskBlobStore } from "../../../src/storage/disk-blob-store.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const HELLO = Buffer.from("hello");
const HELLO_SHA256 = createHash("sha256").update(HELLO).digest("hex");

const isOperatorError = (code: string) => (error: unknown) => error instanceof OperatorError && error.code === code;

const pathOf = (directory: string, sha256: string) => join(directory, sha256.slice(0, 2), sha256);

describe("DiskBlobStore", () => {
  test("names bytes by their hash and gives them back", async () => {
    using home = temporaryDirectory();
    const blobs = await openDiskBlobStore({ directory: home.path });
    assert.deepEqual(await blobs.put(HELLO), { sha256: HELLO_SHA256, sizeBytes: 5 });
    assert.deepEqual(Buffer.from(await blobs.read(HELLO_SHA256)), HELLO);
    assert.equal(await blobs.has(HELLO_SHA256), true);
  });

  test("streams in and out", async () => {
    using home = temporaryDirectory();
    const blobs = await openDiskBlobStore({ directory: home.path });
    const blob = await blobs.put(Readable.from([Buffer.from("hel"), Buffer.from("lo")]));
    assert.equal(blob.sha256, HELLO_SHA256);
    assert.deepEqual(await buffer(blobs.open(HELLO_SHA256)), HELLO);
  });

  test("streams a range out", async () => {
    using home = temporaryDirectory();
    const blobs = await openDiskBlobStore({ directory: home.path });
    await blobs.put(HELLO);
    assert.equal((await buffer(blobs.open(HELLO_SHA256, { start: 1, end: 3 }))).toString(), "ell");
  });

  test("tells the operator of a range of a blob that is gone", async () => {
    using home = temporaryDirectory();
    const blobs = await openDiskBlobStore({ directory: home.path });
    await assert.rejects(buffer(blobs.open(HELLO_SHA256, { start: 0, end: 1 })), isOperatorError("BlobMissing"));
  });

  test("keeps one copy of the same bytes, and no half-written file", async () => {
    using home = temporaryDirectory();
    const blobs = await openDiskBlobStore({ directory: home.path });
    await Promise.all([blobs.put(HELLO), blobs.put(HELLO)]);
    assert.deepEqual(await readdir(join(home.path, HELLO_SHA256.slice(0, 2))), [HELLO_SHA256]);
    assert.deepEqual(await readdir(join(home.path, "incoming")), []);
  });

  test("stores nothing of a stream that breaks off", async () => {
    using home = temporaryDirectory();
    const blobs = await openDiskBlobStore({ directory: home.path });
    const broken = Readable.from(
      (async function* () {
        yield HELLO;
        throw new Error("the line went dead");
      })(),
    );
    await assert.rejects(blobs.put(broken), /line went dead/);
    assert.deepEqual(await readdir(join(home.path, "incoming")), []);
    assert.equal(await blobs.has(HELLO_SHA256), false);
  });

  test("sweeps what a killed server was still writing", async () => {
    using home = temporaryDirectory();
    await openDiskBlobStore({ directory: home.path });
    await writeFile(join(home.path, "incoming", "half"), "hel");
    await openDiskBlobStore({ directory: home.path });
    assert.deepEqual(await readdir(join(home.path, "incoming")), []);
  });

  test("notices bytes that changed on the disk", async () => {
    using home = temporaryDirectory();
    const blobs = await openDiskBlobStore({ directory: home.path });
    await blobs.put(HELLO);
    await writeFile(pathOf(home.path, HELLO_SHA256), "hullo");
    await assert.rejects(blobs.read(HELLO_SHA256), isOperatorError("BlobDamaged"));
    await assert.rejects(buffer(blobs.open(HELLO_SHA256)), isOperatorError("BlobDamaged"));
  });

  test("heals damaged bytes when they are put again", async () => {
    using home = temporaryDirectory();
    const blobs = await openDiskBlobStore({ directory: home.path });
    await blobs.put(HELLO);
    await writeFile(pathOf(home.path, HELLO_SHA256), "hullo");
    await blobs.put(HELLO);
    assert.deepEqual(Buffer.from(await blobs.read(HELLO_SHA256)), HELLO);
  });

  test("says when bytes are missing", async () => {
    using home = temporaryDirectory();
    const blobs = await openDiskBlobStore({ directory: home.path });
    await assert.rejects(blobs.read(HELLO_SHA256), isOperatorError("BlobMissing"));
    await assert.rejects(buffer(blobs.open(HELLO_SHA256)), isOperatorError("BlobMissing"));
  });

  test("refuses names that are no hash", async () => {
    using home = temporaryDirectory();
    const blobs = await openDiskBlobStore({ directory: home.path });
    await assert.rejects(blobs.read("../../etc/passwd"), /not a blob name/);
  });
});

describe("DiskBlobStore.collect", () => {
  test("removes what nobody refers to and what is old enough", async () => {
    using home = temporaryDirectory();
    const clock = new FakeClock();
    const blobs = await openDiskBlobStore({ directory: home.path, clock });
    const kept = await blobs.put(Buffer.from("kept"));
    await blobs.put(HELLO);
    await clock.advance(60_000);
    const young = await blobs.put(Buffer.from("young"));
    assert.equal(await blobs.collect(new Set([kept.sha256]), 60_000), 1);
    assert.equal(await blobs.has(HELLO_SHA256), false);
    assert.equal(await blobs.has(kept.sha256), true);
    assert.equal(await blobs.has(young.sha256), true);
  });

  test("counts the age from the last time the bytes were put", async () => {
    using home = temporaryDirectory();
    const clock = new FakeClock();
    const blobs = await openDiskBlobStore({ directory: home.path, clock });
    await blobs.put(HELLO);
    await clock.advance(60_000);
    await blobs.put(HELLO);
    assert.equal(await blobs.collect(new Set(), 60_000), 0);
  });
});
