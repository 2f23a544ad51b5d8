import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile, readlink, stat } from "node:fs/promises";
import { describe, test } from "node:test";
import { rootOnly, sandboxHost } from "./sandbox-host.ts";

/** Somebody else of this host. */
const NOBODY = 65_534;

describe("a file in memory", rootOnly, () => {
  const host = sandboxHost();

  test("is found by programs of this host, until it is closed", async () => {
    const file = await host.backend.makeMemoryFile();
    await file.handle.write("kept");
    assert.equal(await readFile(file.path, "utf8"), "kept");
    const { path } = file;
    await file[Symbol.asyncDispose]();
    await assert.rejects(readFile(path));
  });

  test("lies on no disk, and is this user's alone", async () => {
    await using file = await host.backend.makeMemoryFile();
    assert.match(await readlink(file.path), /^\/memfd:/);
    assert.equal((await stat(file.path)).mode & 0o7777, 0o600);
    const attempt = spawnSync("/bin/cat", [file.path], { uid: NOBODY, gid: NOBODY, encoding: "utf8" });
    assert.match(attempt.stderr, /Permission denied/);
  });

  test("tells what there is of it, beside the hole that it ends in", async () => {
    await using file = await host.backend.makeMemoryFile();
    await file.handle.write(Buffer.alloc(10_000, 1));
    await file.handle.truncate(16 * 2 ** 30);
    assert.equal(await file.contentBytes(), 12_288);
  });
});
