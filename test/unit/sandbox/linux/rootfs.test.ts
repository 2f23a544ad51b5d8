import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { composeEtc, planRootfs, ResolvConfFile } from "../../../../src/sandbox/linux/rootfs.ts";

const ETC = { directory: "/scratch/etc", mounts: [{ target: "etc/ssl/certs", sources: ["/etc/ssl/certs"] }] } as const;
const COMPOSED = {
  image: undefined,
  symlinks: [{ path: "bin", text: "usr/bin" }],
  mounts: [{ target: "usr", sources: ["/usr"] }],
} as const;

describe("planRootfs", () => {
  test("composes a root of the host's programs and an /etc of ours", () => {
    assert.deepEqual(planRootfs({ kind: "composed" }, COMPOSED, ETC), {
      image: undefined,
      symlinks: [{ path: "bin", text: "usr/bin" }],
      mounts: [
        { target: "usr", sources: ["/usr"] },
        { target: "etc", sources: ["/scratch/etc"] },
        { target: "etc/ssl/certs", sources: ["/etc/ssl/certs"] },
      ],
    });
  });

  test("leaves an image its own /etc, except for names of hosts", () => {
    assert.deepEqual(planRootfs({ kind: "directory", path: "/images/1" }, COMPOSED, ETC), {
      image: "/images/1",
      symlinks: [],
      mounts: [
        { target: "etc/hosts", sources: ["/scratch/etc/hosts"] },
        { target: "etc/resolv.conf", sources: ["/scratch/etc/resolv.conf"] },
      ],
    });
  });
});

describe("composeEtc", () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "lambkin-etc-"));
  });
  after(() => rm(directory, { recursive: true }));

  test("resolves as told, and as told later", async () => {
    const etc = await composeEtc(path.join(directory, "resolving"));
    const file = new ResolvConfFile(etc);
    await file.keep("nameserver 192.0.2.1\n");
    await file.keep("nameserver 192.0.2.2\n");
    await file.keep("nameserver 192.0.2.2\n");
    assert.equal(await readFile(path.join(etc.directory, "resolv.conf"), "utf8"), "nameserver 192.0.2.2\n");
  });

  test("knows the function's user, and has a mount point for each part of the host's", async () => {
    const etc = await composeEtc(path.join(directory, "etc"));
    assert.match(await readFile(path.join(etc.directory, "passwd"), "utf8"), /^sbx_user1051:x:993:990:/m);
    for (const { target, sources } of etc.mounts) {
      const point = await stat(path.join(etc.directory, path.relative("etc", target)));
      assert.equal(point.isDirectory(), (await stat(sources[0])).isDirectory());
    }
  });
});
