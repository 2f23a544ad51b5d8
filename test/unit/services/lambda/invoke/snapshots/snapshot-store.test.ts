import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { currentBootId } from "../../../../../../src/base/process-identity.ts";
import { SnapshotStore } from "../../../../../../src/services/lambda/invoke/snapshots/snapshot-store.ts";
import { temporaryDirectory } from "../../../../../support/temporary-directory.ts";
import { settle } from "../invoker-fixture.ts";

/** 100 kB. */
const write = async (directory: string): Promise<void> => {
  await mkdir(directory);
  await writeFile(`${directory}/pages`, Buffer.alloc(100_000, 1));
};

describe("SnapshotStore", () => {
  const basis = {
    command: ["/bin/true"],
    rootfs: { kind: "composed" },
    mounts: [],
    limits: { memoryMiB: 128, cpus: 1, processes: 1, openFiles: 1, tmpMiB: 512 },
    egress: "none",
  } as const;
  const note = { basis, token: "secret", apiPort: 4566 };

  test("finds what it was given, also after the end of the server", async () => {
    using home = temporaryDirectory();
    const { snapshotId: id } = await (await SnapshotStore.open(home.path)).add(note, () => Promise.resolve());
    const found = (await SnapshotStore.open(home.path)).find(id, basis);
    assert.deepEqual(found, { id, directory: `${home.path}/${id}/image`, token: "secret", apiPort: 4566 });
  });

  test("finds nothing of a machine that was booted since, nor for another sandbox", async () => {
    using home = temporaryDirectory();
    const { snapshotId: id } = await (await SnapshotStore.open(home.path)).add(note, () => Promise.resolve());
    const store = await SnapshotStore.open(home.path);
    assert.equal(store.find(id, { ...basis, command: ["/bin/false"] }), undefined);
    const written = `${home.path}/${id}/snapshot.json`;
    const text = await readFile(written, "utf8");
    await writeFile(written, text.replace(currentBootId(), "another boot"));
    const afterBoot = await SnapshotStore.open(home.path);
    assert.equal(afterBoot.find(id, basis), undefined);
    assert.deepEqual(afterBoot.ids, [id]);
  });

  test("removes what a killed server left half done", async () => {
    using home = temporaryDirectory();
    const store = await SnapshotStore.open(home.path);
    void store.add(note, () => new Promise(() => undefined));
    await settle();
    while ((await readdir(home.path)).length === 0) await settle();
    assert.deepEqual((await SnapshotStore.open(home.path)).ids, []);
    assert.deepEqual(await readdir(home.path), []);
  });

  test("keeps nothing of what could not be written", async () => {
    using home = temporaryDirectory();
    const store = await SnapshotStore.open(home.path);
    await assert.rejects(
      store.add(note, () => Promise.reject(new Error("The disk is full."))),
      /full/,
    );
    assert.deepEqual(store.ids, []);
    assert.deepEqual(await readdir(home.path), []);
  });

  test("knows what all take of the disk, also after the end of the server", async () => {
    using home = temporaryDirectory();
    const store = await SnapshotStore.open(home.path);
    await store.add(note, write);
    const { sizeBytes } = await store.add(note, write);
    assert.ok(sizeBytes >= 100_000);
    assert.equal(store.sizeBytes, 2 * sizeBytes);
    assert.equal((await SnapshotStore.open(home.path)).sizeBytes, 2 * sizeBytes);
  });

  test("removes", async () => {
    using home = temporaryDirectory();
    const store = await SnapshotStore.open(home.path);
    const { snapshotId: id } = await store.add(note, () => Promise.resolve());
    await store.remove(id);
    assert.equal(store.find(id, basis), undefined);
    assert.equal(existsSync(`${home.path}/${id}`), false);
  });
});
