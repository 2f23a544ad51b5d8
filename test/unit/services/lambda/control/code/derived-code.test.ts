import assert from "node:assert/strict";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { openDerivedCode } from "../../../../../../src/services/lambda/control/code/derived-code.ts";
import { temporaryDirectory } from "../../../../../support/temporary-directory.ts";

const NAME = { sha256: "a".repeat(64), subject: "init-1", key: "01" };
const file = (path: string, text = "x") => ({ path, content: Buffer.from(text) });

describe("what was made of code", () => {
  test("is there under its name, for everybody to read", async () => {
    using home = temporaryDirectory();
    const derived = await openDerivedCode(home.path);
    await derived.put(NAME, [file("a/b/c", "content"), file("d")]);
    using lease = derived.acquire(NAME);
    assert.ok(lease);
    assert.equal(await readFile(join(lease.path, "a/b/c"), "utf8"), "content");
    const modeOf = async (path: string) => (await stat(join(lease.path, path))).mode & 0o777;
    assert.equal(await modeOf("."), 0o755);
    assert.equal(await modeOf("a/b"), 0o755);
    assert.equal(await modeOf("a/b/c"), 0o644);
    assert.deepEqual(await readdir(join(home.path, "incoming")), []);
  });

  test("is not there under another", async () => {
    using home = temporaryDirectory();
    const derived = await openDerivedCode(home.path);
    await derived.put(NAME, [file("a")]);
    assert.equal(derived.acquire({ ...NAME, key: "02" }), undefined);
    assert.equal(derived.acquire({ ...NAME, sha256: "b".repeat(64) }), undefined);
  });

  test("stays as it is when it is made once more", async () => {
    using home = temporaryDirectory();
    const derived = await openDerivedCode(home.path);
    await derived.put(NAME, [file("a", "first")]);
    await derived.put(NAME, [file("a", "second")]);
    using lease = derived.acquire(NAME);
    assert.equal(await readFile(join(lease?.path ?? "", "a"), "utf8"), "first");
  });

  test("is nowhere when it cannot be written as a whole", async () => {
    using home = temporaryDirectory();
    const derived = await openDerivedCode(home.path);
    await assert.rejects(derived.put(NAME, [file("a"), file("a/b")]));
    assert.equal(derived.acquire(NAME), undefined);
    assert.deepEqual(await readdir(join(home.path, "incoming")), []);
  });

  test("takes the place of what was made for the same subject, unless that is held", async () => {
    using home = temporaryDirectory();
    const derived = await openDerivedCode(home.path);
    await derived.put(NAME, [file("a")]);
    await derived.put({ ...NAME, subject: "init-2" }, [file("a")]);
    const held = derived.acquire(NAME);
    await derived.put({ ...NAME, key: "02" }, [file("a")]);
    held?.[Symbol.dispose]();
    using stillThere = derived.acquire(NAME);
    assert.ok(stillThere);
    stillThere[Symbol.dispose]();
    await derived.put({ ...NAME, key: "03" }, [file("a")]);
    assert.equal(derived.acquire(NAME), undefined);
    using other = derived.acquire({ ...NAME, subject: "init-2" });
    assert.ok(other);
  });

  test("goes with its code, when nobody holds it", async () => {
    using home = temporaryDirectory();
    const derived = await openDerivedCode(home.path);
    await derived.put(NAME, [file("a")]);
    assert.equal(await derived.collect(new Set([NAME.sha256])), 0);
    const held = derived.acquire(NAME);
    assert.equal(await derived.collect(new Set()), 0);
    held?.[Symbol.dispose]();
    assert.equal(await derived.collect(new Set()), 1);
    assert.equal(derived.acquire(NAME), undefined);
    assert.deepEqual(await readdir(join(home.path, "discarded")), []);
  });

  test("is known after a start, but not after a reboot", async () => {
    using home = temporaryDirectory();
    await (await openDerivedCode(home.path)).put(NAME, [file("a")]);
    using lease = (await openDerivedCode(home.path)).acquire(NAME);
    assert.ok(lease);
    await writeFile(join(home.path, "boot-id"), "another boot\n");
    assert.equal((await openDerivedCode(home.path)).acquire(NAME), undefined);
  });

  test("half written by a server that was killed is thrown away", async () => {
    using home = temporaryDirectory();
    await openDerivedCode(home.path);
    await mkdir(join(home.path, "incoming", "files-1"));
    const derived = await openDerivedCode(home.path);
    assert.deepEqual(await readdir(join(home.path, "incoming")), []);
    await derived.collect(new Set());
    assert.deepEqual(await readdir(join(home.path, "discarded")), []);
  });
});
