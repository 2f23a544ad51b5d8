import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, readlink, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  openUnpackedCode,
  type UnpackedCode,
} from "../../../../../../src/services/lambda/control/code/unpacked-code.ts";
import { refusal } from "../../../../../support/lambda-control.ts";
import { temporaryDirectory } from "../../../../../support/temporary-directory.ts";
import { zip } from "../../../../../support/zip.ts";

/** Archives in memory, which count how often they are read. */
class FakeArchives {
  readonly #archives = new Map<string, Uint8Array>();
  reads = 0;

  add(archive: Uint8Array): { readonly sha256: string; readonly sizeBytes: number } {
    const sha256 = createHash("sha256").update(archive).digest("hex");
    this.#archives.set(sha256, archive);
    return { sha256, sizeBytes: archive.byteLength };
  }

  async read(sha256: string): Promise<Uint8Array> {
    this.reads += 1;
    return this.#archives.get(sha256) ?? assert.fail("no such archive");
  }
}

const open = async (directory: string): Promise<{ code: UnpackedCode; archives: FakeArchives }> => {
  const archives = new FakeArchives();
  return { archives, code: await openUnpackedCode({ directory, archives }) };
};

const unpackedTrees = async (directory: string): Promise<readonly string[]> =>
  (await readdir(directory)).filter((name) => name.length === 64);

describe("UnpackedCode", () => {
  test("unpacks what is missing after a reboot, whatever is wrong with one of the archives", async () => {
    using home = temporaryDirectory();
    const { code, archives } = await open(home.path);
    const good = archives.add(await zip({ "index.js": "x" }));
    const other = archives.add(await zip({ "index.js": "y" }));
    const broken = archives.add(Buffer.from("no archive"));
    const referenced = new Set([broken.sha256, good.sha256, other.sha256]);
    const { signal } = new AbortController();
    await assert.rejects(code.restore(referenced, signal), AggregateError);
    assert.deepEqual(await unpackedTrees(home.path), [good.sha256, other.sha256].toSorted());
    referenced.delete(broken.sha256);
    assert.equal(await code.restore(referenced, signal), 0);
    await using lease = await code.acquire(good);
    assert.equal(archives.reads, 3);
    assert.ok(lease);
  });

  test("unpacks nothing any more for a server that is about to end", async () => {
    using home = temporaryDirectory();
    const { code, archives } = await open(home.path);
    const { sha256 } = archives.add(await zip({ "index.js": "x" }));
    await code.restore(new Set([sha256]), AbortSignal.abort());
    assert.deepEqual(await unpackedTrees(home.path), []);
  });

  test("shows the files with the permissions of the archive, whatever the umask", async () => {
    using home = temporaryDirectory();
    const { code, archives } = await open(home.path);
    const files = { bootstrap: "#!/bin/sh", "lib/secret.js": "x", "lib/open.js": "y" };
    const modes = { bootstrap: 0o100755, "lib/secret.js": 0o100600, "lib/open.js": 0o100666 };
    await using lease = await code.acquire(archives.add(await zip(files, modes)));
    const modeOf = async (path: string) => (await stat(join(lease.path, path))).mode & 0o7777;
    assert.equal(await modeOf("."), 0o755);
    assert.equal(await modeOf("lib"), 0o755);
    assert.equal(await modeOf("bootstrap"), 0o755);
    assert.equal(await modeOf("lib/secret.js"), 0o600);
    assert.equal(await modeOf("lib/open.js"), 0o666);
    assert.equal(await readFile(join(lease.path, "bootstrap"), "utf8"), "#!/bin/sh");
  });

  test("keeps links that stay inside", async () => {
    using home = temporaryDirectory();
    const { code, archives } = await open(home.path);
    const files = { "node_modules/.bin/tool": "../tool/cli.js", "node_modules/tool/cli.js": "x" };
    await using lease = await code.acquire(archives.add(await zip(files, { "node_modules/.bin/tool": 0o120777 })));
    assert.equal(await readlink(join(lease.path, "node_modules/.bin/tool")), "../tool/cli.js");
    assert.equal(await readFile(join(lease.path, "node_modules/.bin/tool"), "utf8"), "x");
  });

  test("refuses links that lead out, directly or by way of another link", async () => {
    using home = temporaryDirectory();
    const { code, archives } = await open(home.path);
    const acquireLink = async (target: string) =>
      code.acquire(archives.add(await zip({ "a/link": target, "b.js": "x" }, { "a/link": 0o120777 })));
    const leadsOut = refusal(
      "InvalidParameterValueException",
      "Could not unzip uploaded file: the symbolic link 'a/link' leads out of it. " +
        "Please check your file, then try to upload again.",
    );
    await assert.rejects(acquireLink("../../etc/passwd"), leadsOut);
    await assert.rejects(acquireLink("/etc/passwd"), leadsOut);
    await assert.rejects(acquireLink("../a/other/../../../.."), leadsOut);
    await assert.rejects(acquireLink("x".repeat(5_000)), leadsOut);
    assert.deepEqual(await unpackedTrees(home.path), []);
    assert.deepEqual(await readdir(join(home.path, "incoming")), []);
  });

  test("refuses content that is not what the archive's directory says, and leaves nothing behind", async () => {
    using home = temporaryDirectory();
    const { code, archives } = await open(home.path);
    const damaged = await zip({ "a.js": "the content" });
    const contentAt = 30 + "a.js".length + damaged.readUInt16LE(28);
    damaged.writeUInt8(damaged.readUInt8(contentAt) ^ 0xff, contentAt);
    await assert.rejects(code.acquire(archives.add(damaged)), { code: "InvalidParameterValueException" });
    assert.deepEqual(await unpackedTrees(home.path), []);
    assert.deepEqual(await readdir(join(home.path, "incoming")), []);
  });

  test("says when the disk is full, and leaves nothing behind", async () => {
    using home = temporaryDirectory();
    const full = Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    const code = await openUnpackedCode({ directory: home.path, archives: { read: () => Promise.reject(full) } });
    await assert.rejects(code.acquire({ sha256: "0".repeat(64) }), { name: "OperatorError", code: "DiskFull" });
    assert.deepEqual(await unpackedTrees(home.path), []);
  });

  test("unpacks once for all who come at the same time or later", async () => {
    using home = temporaryDirectory();
    const { code, archives } = await open(home.path);
    const hello = archives.add(await zip({ "a.js": "x" }));
    const leases = await Promise.all([code.acquire(hello), code.acquire(hello), code.acquire(hello)]);
    await using _later = await code.acquire(hello);
    assert.equal(archives.reads, 1);
    assert.equal(new Set(leases.map(({ path }) => path)).size, 1);
  });

  test("collects what nobody refers to and nobody holds", async () => {
    using home = temporaryDirectory();
    const { code, archives } = await open(home.path);
    const held = archives.add(await zip({ "a.js": "held" }));
    const referenced = archives.add(await zip({ "a.js": "referenced" }));
    const unused = archives.add(await zip({ "a.js": "unused" }));
    const lease = await code.acquire(held);
    await (await code.acquire(referenced))[Symbol.asyncDispose]();
    await (await code.acquire(unused))[Symbol.asyncDispose]();
    assert.equal(await code.collect(new Set([referenced.sha256])), 1);
    assert.deepEqual([...(await unpackedTrees(home.path))].sort(), [held.sha256, referenced.sha256].sort());
    await lease[Symbol.asyncDispose]();
    await lease[Symbol.asyncDispose]();
    assert.equal(await code.collect(new Set([referenced.sha256])), 1);
  });

  test("unpacks again what was collected", async () => {
    using home = temporaryDirectory();
    const { code, archives } = await open(home.path);
    const hello = archives.add(await zip({ "a.js": "x" }));
    await (await code.acquire(hello))[Symbol.asyncDispose]();
    await code.collect(new Set());
    await using lease = await code.acquire(hello);
    assert.equal(await readFile(join(lease.path, "a.js"), "utf8"), "x");
  });

  test("sweeps at start what a killed server was unpacking, and keeps what is whole", async () => {
    using home = temporaryDirectory();
    const { code, archives } = await open(home.path);
    const hello = archives.add(await zip({ "a.js": "x" }));
    await (await code.acquire(hello))[Symbol.asyncDispose]();
    await mkdir(join(home.path, "incoming", "tree-half"));
    const { code: restarted } = await open(home.path);
    assert.deepEqual(await readdir(join(home.path, "incoming")), []);
    assert.deepEqual(await unpackedTrees(home.path), [hello.sha256]);
    await restarted.collect(new Set([hello.sha256]));
    assert.deepEqual(await readdir(join(home.path, "discarded")), []);
  });

  test("trusts nothing that was unpacked before a reboot", async () => {
    using home = temporaryDirectory();
    const { code, archives } = await open(home.path);
    await (await code.acquire(archives.add(await zip({ "a.js": "x" }))))[Symbol.asyncDispose]();
    await writeFile(join(home.path, "boot-id"), "another boot");
    const { code: rebooted } = await open(home.path);
    assert.deepEqual(await unpackedTrees(home.path), []);
    await rebooted.collect(new Set());
    assert.deepEqual(await readdir(join(home.path, "discarded")), []);
  });
});
