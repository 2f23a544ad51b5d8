import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { loadMasterKey } from "../../../src/base/master-key.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("loadMasterKey", () => {
  test("makes a key of 32 bytes at the first start, for its owner only", async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "home", "master.key");
    const key = await loadMasterKey({ path });
    assert.equal(key.length, 32);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(join(directory.path, "home")), ["master.key"]);
  });

  test("gives the same key at every later start", async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "master.key");
    assert.deepEqual(await loadMasterKey({ path }), await loadMasterKey({ path }));
  });

  test("gives both of two servers that start at once the same key", async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "master.key");
    const [one, other] = await Promise.all([loadMasterKey({ path }), loadMasterKey({ path })]);
    assert.deepEqual(one, other);
  });

  test("takes the key from the environment before the file", async () => {
    using directory = temporaryDirectory();
    const key = randomBytes(32);
    const loaded = await loadMasterKey({ path: join(directory.path, "master.key"), base64: key.toString("base64") });
    assert.deepEqual(Buffer.from(loaded), key);
    assert.deepEqual(readdirSync(directory.path), []);
  });

  test("refuses a file that others may read", async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "master.key");
    await loadMasterKey({ path });
    chmodSync(path, 0o640);
    await assert.rejects(loadMasterKey({ path }), { code: "MASTER_KEY_EXPOSED" });
  });

  test("refuses a file of another size", async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "master.key");
    writeFileSync(path, randomBytes(31), { mode: 0o600 });
    await assert.rejects(loadMasterKey({ path }), { code: "MASTER_KEY_INVALID" });
  });

  test("refuses a key of another size from the environment", async () => {
    const base64 = randomBytes(16).toString("base64");
    await assert.rejects(loadMasterKey({ path: "/nowhere", base64 }), { code: "MASTER_KEY_INVALID" });
  });
});
