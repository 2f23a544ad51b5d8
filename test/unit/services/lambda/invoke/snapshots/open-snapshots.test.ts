import assert from "node:assert/strict";
import { truncate } from "node:fs/promises";
import { describe, test, type TestContext } from "node:test";
import type { ServiceException } from "../../../../../../src/aws/service-exception.ts";
import { HostMemory } from "../../../../../../src/services/lambda/invoke/host-memory.ts";
import { OpenSnapshots, type Snapshot } from "../../../../../../src/services/lambda/invoke/snapshots/open-snapshots.ts";
import { SnapshotStore } from "../../../../../../src/services/lambda/invoke/snapshots/snapshot-store.ts";
import { SnapshotUnusable } from "../../../../../../src/services/lambda/invoke/snapshots/snapshot-unusable.ts";
import { FakeDataKeys } from "../../../../../support/fake-data-keys.ts";
import { FakeMemoryFile } from "../../../../../support/fake-memory-file.ts";
import { temporaryDirectory } from "../../../../../support/temporary-directory.ts";
import { basis } from "./basis.ts";

const details = { token: "secret", apiPort: 4566 };
/** With what its encryption takes. */
const SIZE_MIB = 2;

/** A server that has just started. */
const fixture = async (context: TestContext, { limitMiB = 100, hostMiB = 100 } = {}) => {
  const home = temporaryDirectory();
  const store = await SnapshotStore.open(home.path);
  const keys = new FakeDataKeys();
  const memory = new HostMemory(hostMiB);
  const files: FakeMemoryFile[] = [];
  /** While a snapshot is being decrypted. */
  const meanwhile = { happens: (): void => undefined };
  const snapshots = new OpenSnapshots({
    store,
    keys,
    files: {
      makeMemoryFile: async () => {
        const file = await FakeMemoryFile.make();
        files.push(file);
        meanwhile.happens();
        return file;
      },
    },
    reserveMemory: (memoryMiB) => memory.reserve(memoryMiB),
    limitMiB,
    onError: (error) => assert.fail(String(error)),
  });
  context.after(async () => {
    await snapshots[Symbol.asyncDispose]();
    home[Symbol.dispose]();
  });
  /** A snapshot on the disk. @returns its name */
  const keep = async (): Promise<string> => {
    await using file = await FakeMemoryFile.make(Buffer.alloc(1_100_000, 1));
    return (await store.add({ ...details, basis }, keys.newKey, file)).snapshotId;
  };
  const acquire = async (id: string): Promise<Snapshot> => {
    const snapshot = await snapshots.acquire(id, basis);
    assert.ok(snapshot);
    return snapshot;
  };
  return { home: home.path, store, keys, memory, files, meanwhile, snapshots, keep, acquire };
};

describe("OpenSnapshots", () => {
  test("decrypts once, for all environments that go on from it", async (context) => {
    const { keys, files, memory, keep, acquire } = await fixture(context);
    const id = await keep();
    const [one, other] = await Promise.all([acquire(id), acquire(id)]);
    const later = await acquire(id);
    assert.deepEqual([one.token, one.apiPort], ["secret", 4566]);
    assert.deepEqual([other.path, later.path], [one.path, one.path]);
    assert.equal(await files[0]?.contentBytes(), 1_100_000);
    assert.deepEqual([keys.opened, files.length], [1, 1]);
    assert.equal(memory.freeMiB, 100 - SIZE_MIB);
  });

  test("needs no decryption of what was just taken", async (context) => {
    const { keys, memory, snapshots, keep, acquire } = await fixture(context);
    const id = await keep();
    const file = await FakeMemoryFile.make("taken");
    const share = memory.reserve(1);
    assert.ok(share);
    await snapshots.add({ id, details, file, memory: share });
    assert.equal((await acquire(id)).path, file.path);
    assert.equal(keys.opened, 0);
  });

  test("gives up the one that was not used for longest, when another one needs the room", async (context) => {
    const { files, memory, keep, acquire } = await fixture(context, { limitMiB: 2 * SIZE_MIB });
    const [first, second, third] = [await keep(), await keep(), await keep()];
    (await acquire(first))[Symbol.dispose]();
    (await acquire(second))[Symbol.dispose]();
    (await acquire(first))[Symbol.dispose]();
    await acquire(third);
    assert.deepEqual(
      files.map(({ isClosed }) => isClosed),
      [false, true, false],
    );
    assert.equal(memory.freeMiB, 100 - 2 * SIZE_MIB);
  });

  test("keeps those that environments live on, and opens none beyond the limit", async (context) => {
    const { snapshots, keep, acquire } = await fixture(context, { limitMiB: SIZE_MIB });
    const [first, second] = [await keep(), await keep()];
    const held = await acquire(first);
    assert.equal(await snapshots.acquire(second, basis), undefined);
    assert.equal(await snapshots.evict(), false);
    held[Symbol.dispose]();
    assert.notEqual(await snapshots.acquire(second, basis), undefined);
  });

  test("opens none for which the host has no memory", async (context) => {
    const { memory, files, snapshots, keep } = await fixture(context, { hostMiB: SIZE_MIB });
    const id = await keep();
    using share = memory.reserve(1);
    assert.equal(await snapshots.acquire(id, basis), undefined);
    share?.[Symbol.dispose]();
    assert.notEqual(await snapshots.acquire(id, basis), undefined);
    assert.equal(files.length, 1);
  });

  test("gives back the memory of one that is closed when its last environment has ended", async (context) => {
    const { files, memory, snapshots, keep, acquire } = await fixture(context);
    const id = await keep();
    const [one, other] = [await acquire(id), await acquire(id)];
    snapshots.close(id);
    one[Symbol.dispose]();
    one[Symbol.dispose]();
    assert.equal(files[0]?.isClosed, false);
    assert.equal(memory.freeMiB, 100 - SIZE_MIB);
    other[Symbol.dispose]();
    await snapshots[Symbol.asyncDispose]();
    assert.equal(files[0]?.isClosed, true);
    assert.equal(memory.freeMiB, 100);
  });

  test("goes on from none that was altered, and keeps no memory for it", async (context) => {
    const { home, files, memory, snapshots, keep } = await fixture(context);
    const id = await keep();
    await truncate(`${home}/${id}/image.sealed`, 1_000_000);
    await assert.rejects(snapshots.acquire(id, basis), SnapshotUnusable);
    assert.equal(files[0]?.isClosed, true);
    assert.equal(memory.freeMiB, 100);
  });

  test("goes on from none whose key was disabled while it was being decrypted", async (context) => {
    const { keys, files, meanwhile, memory, snapshots, keep } = await fixture(context);
    const id = await keep();
    meanwhile.happens = () => {
      keys.error = { code: "DisabledException", kmsMessage: "no" };
      snapshots.close(id);
    };
    await assert.rejects(snapshots.acquire(id, basis), { code: "KMSDisabledException" });
    assert.equal(files[0]?.isClosed, true);
    assert.equal(memory.freeMiB, 100);
  });

  test("tells why the key cannot be used, in the codes of AWS", async (context) => {
    const { keys, snapshots, keep } = await fixture(context);
    const id = await keep();
    const refusal = async (code: string): Promise<string> => {
      keys.error = { code, kmsMessage: "no" };
      const error = await snapshots.acquire(id, basis).catch((refused: unknown) => refused);
      return `${(error as ServiceException).code}: ${(error as ServiceException).message}`;
    };
    const because = "Lambda was unable to decrypt the SnapStart snapshot because";
    const check = "Please check the function's KMS key settings.";
    assert.equal(
      await refusal("DisabledException"),
      `KMSDisabledException: ${because} the KMS key used is disabled. ${check}`,
    );
    assert.equal(
      await refusal("KMSInvalidStateException"),
      `KMSInvalidStateException: ${because} the KMS key is in an invalid state for Decrypt. ${check}`,
    );
    assert.equal(
      await refusal("NotFoundException"),
      `KMSNotFoundException: ${because} the KMS key was not found. ${check}`,
    );
  });
});
