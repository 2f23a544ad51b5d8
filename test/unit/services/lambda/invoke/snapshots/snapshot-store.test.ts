import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { describe, test, type TestContext } from "node:test";
import { currentBootId } from "../../../../../../src/base/process-identity.ts";
import { SnapshotStore } from "../../../../../../src/services/lambda/invoke/snapshots/snapshot-store.ts";
import { FakeDataKeys } from "../../../../../support/fake-data-keys.ts";
import { FakeMemoryFile } from "../../../../../support/fake-memory-file.ts";
import { temporaryDirectory } from "../../../../../support/temporary-directory.ts";
import { basis } from "./basis.ts";

const note = { basis, token: "of this function", apiPort: 4566 };
const dataKey = new FakeDataKeys().newKey;
/** More than one chunk, and no whole number of them. */
const CONTENT = "what the function knows. ".repeat(100_000);

const fileFor = async (context: TestContext, content = ""): Promise<FakeMemoryFile> => {
  const file = await FakeMemoryFile.make(content);
  context.after(() => file[Symbol.asyncDispose]());
  return file;
};

/** A store with one snapshot. */
const fixture = async (context: TestContext, content = CONTENT) => {
  const home = temporaryDirectory();
  context.after(() => home[Symbol.dispose]());
  const store = await SnapshotStore.open(home.path);
  const { snapshotId: id, sizeBytes } = await store.add(note, dataKey, await fileFor(context, content));
  return { home: home.path, store, id, sizeBytes, image: `${home.path}/${id}/image.sealed` };
};

/** What a store makes of a snapshot. */
const read = async (context: TestContext, store: SnapshotStore, id: string, key = dataKey.plaintext) => {
  const file = await fileFor(context);
  const details = await store.read(id, key, file);
  return details && { ...details, content: await file.text() };
};

describe("SnapshotStore", () => {
  test("reads what it was given, also after the end of the server", async (context) => {
    const { home, id } = await fixture(context);
    const store = await SnapshotStore.open(home);
    assert.equal(store.find(id, basis)?.dataKey.keyId, "key-1");
    assert.deepEqual(await read(context, store, id), { token: "of this function", apiPort: 4566, content: CONTENT });
  });

  test("writes nothing in clear of what the function knows", async (context) => {
    const { home, id, image } = await fixture(context);
    assert.equal((await readFile(image)).includes("function knows"), false);
    assert.equal((await readFile(`${home}/${id}/snapshot.json`, "utf8")).includes("of this function"), false);
  });

  test("reads nothing of which one byte was changed", async (context) => {
    const { store, id, image } = await fixture(context);
    const bytes = await readFile(image);
    bytes.writeUInt8(bytes.readUInt8(1_500_000) ^ 1, 1_500_000);
    await writeFile(image, bytes);
    assert.equal(await read(context, store, id), undefined);
  });

  test("reads nothing that was cut off, or whose parts were exchanged", async (context) => {
    const { store, id, image } = await fixture(context);
    const bytes = await readFile(image);
    const chunk = 1_048_576 + 16;
    await writeFile(
      image,
      Buffer.concat([bytes.subarray(chunk, 2 * chunk), bytes.subarray(0, chunk), bytes.subarray(2 * chunk)]),
    );
    assert.equal(await read(context, store, id), undefined);
    await writeFile(image, bytes);
    assert.notEqual(await read(context, store, id), undefined);
    await truncate(image, 2 * chunk);
    assert.equal(await read(context, store, id), undefined);
  });

  test("reads nothing in the place of another one, nor with another key", async (context) => {
    const { home, store, id, image } = await fixture(context);
    const other = await store.add(note, dataKey, await fileFor(context, CONTENT));
    assert.equal(await read(context, store, id, Buffer.alloc(32)), undefined);
    await writeFile(image, await readFile(`${home}/${other.snapshotId}/image.sealed`));
    assert.equal(await read(context, store, id), undefined);
    await writeFile(`${home}/${id}/snapshot.json`, await readFile(`${home}/${other.snapshotId}/snapshot.json`));
    assert.equal(await read(context, await SnapshotStore.open(home), id), undefined);
  });

  test("reads nothing of which the disk has lost the pages", async (context) => {
    const { home, store, id } = await fixture(context);
    await truncate(`${home}/${id}/image.sealed`);
    assert.equal(await read(context, store, id), undefined);
    assert.equal(await read(context, store, "another"), undefined);
  });

  test("finds nothing of a machine that was booted since, nor for another sandbox", async (context) => {
    const { home, store, id } = await fixture(context, "kept");
    assert.equal(store.find(id, { ...basis, command: ["/bin/false"] }), undefined);
    const written = `${home}/${id}/snapshot.json`;
    await writeFile(written, (await readFile(written, "utf8")).replace(currentBootId(), "another boot"));
    const afterBoot = await SnapshotStore.open(home);
    assert.equal(afterBoot.find(id, basis), undefined);
    assert.deepEqual(afterBoot.ids, [id]);
  });

  test("is told which lie under a key", async (context) => {
    const { store, id } = await fixture(context, "kept");
    assert.deepEqual(store.idsUnder("key-1"), [id]);
    assert.deepEqual(store.idsUnder("key-2"), []);
  });

  test("removes what a killed server left half done, and what an earlier version kept in clear", async () => {
    using home = temporaryDirectory();
    await mkdir(`${home.path}/half`);
    await writeFile(`${home.path}/half/image.sealed`, "");
    await mkdir(`${home.path}/clear/image`, { recursive: true });
    await writeFile(`${home.path}/clear/image/process`, "");
    await writeFile(
      `${home.path}/clear/snapshot.json`,
      JSON.stringify({ ...note, bootId: currentBootId(), sizeBytes: 1 }),
    );
    assert.deepEqual((await SnapshotStore.open(home.path)).ids, []);
    assert.deepEqual(await readdir(home.path), []);
  });

  test("keeps nothing of what could not be written", async (context) => {
    const { home, store } = await fixture(context, "kept");
    const file = await FakeMemoryFile.make("kept");
    await file[Symbol.asyncDispose]();
    await assert.rejects(store.add(note, dataKey, file));
    assert.equal(store.ids.length, 1);
    assert.equal((await readdir(home)).length, 1);
  });

  test("knows what all take of the disk, also after the end of the server", async (context) => {
    const { home, store, sizeBytes } = await fixture(context);
    assert.equal(sizeBytes, CONTENT.length + 3 * 16);
    await store.add(note, dataKey, await fileFor(context, CONTENT));
    assert.equal(store.sizeBytes, 2 * sizeBytes);
    assert.equal((await SnapshotStore.open(home)).sizeBytes, 2 * sizeBytes);
  });

  test("removes", async (context) => {
    const { home, store, id } = await fixture(context, "kept");
    await store.remove(id);
    assert.equal(store.find(id, basis), undefined);
    assert.equal(existsSync(`${home}/${id}`), false);
  });
});
