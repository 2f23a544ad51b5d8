import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test } from "node:test";
import { cgroupsOfServer } from "../support/leak-check.ts";
import { firstLine, rootOnly, sandboxHost } from "./sandbox-host.ts";

/** The second process of its sandbox: the first one is its init. */
const isCommand = (pid: string): boolean => /^NSpid:.*\t2$/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));

describe("files", rootOnly, () => {
  const host = sandboxHost();

  test("the root holds what a function needs and nothing else of the host", async () => {
    const { stdout } = await host.shell("ls -A / | tr '\\n' ' '");
    const allowed = new Set("bin dev etc lib lib32 lib64 libx32 opt proc sbin tmp usr var".split(" "));
    assert.deepEqual(
      stdout
        .trim()
        .split(" ")
        .filter((name) => !allowed.has(name)),
      [],
    );
  });

  test("below the root lies an empty directory, and not the host's root", async () => {
    host.compile("below-root", "programs");
    await using sandbox = await host.create({ command: ["/bin/sh", "-c", "echo up; sleep 60"] });
    assert.equal(await firstLine(sandbox.stdout), "up");
    const [cgroup = ""] = await cgroupsOfServer(process.pid);
    const processes = (await readFile(path.join(cgroup, sandbox.id, "cgroup.procs"), "utf8")).trim().split("\n");
    const inside = processes.find(isCommand) ?? assert.fail("the command is not in its cgroup");
    const below = execFileSync(path.join(host.taskDirectory, "below-root"), [inside], { encoding: "utf8" });
    assert.equal(below, "host 0\n");
  });

  test("the host's users, homes and secrets are not there", async () => {
    const { stdout } = await host.shell("cat /etc/shadow /etc/ssh/* ; ls /root /home /run /sys /mnt; cat /etc/passwd");
    assert.equal(
      stdout,
      "root:x:0:0:root:/root:/sbin/nologin\nsbx_user1051:x:993:990::/home/sbx_user1051:/sbin/nologin\n",
    );
  });

  test("the server's own data is not there", async () => {
    const { stdout, exit } = await host.shell(`ls ${host.scratchDirectory}`);
    assert.deepEqual([stdout, exit.exitCode], ["", 2]);
  });

  test("everything but /tmp is read-only", async () => {
    const places = "/ /usr /usr/bin /etc /dev /proc /proc/sys/kernel /opt /var /var/task /var/runtime";
    const { stdout } = await host.shell(`for place in ${places}; do touch $place/x 2>/dev/null && echo $place; done`);
    assert.equal(stdout, "");
  });

  test("/tmp belongs to the function's user and can be written to", async () => {
    const { stdout } = await host.shell("echo data > /tmp/file; cat /tmp/file; stat -c '%U %G %a' /tmp; ls -A /tmp");
    assert.equal(stdout, "data\nsbx_user1051 sbx_user1051 700\nfile\n");
  });

  test("the code is shown read-only at its place", async () => {
    await host.write("code.txt", "the code\n");
    const { stdout, stderr } = await host.shell("cat code.txt; echo changed > code.txt", {
      workingDirectory: "/var/task",
    });
    assert.equal(stdout, "the code\n");
    assert.match(stderr, /Read-only file system/);
  });

  test("several sources are merged, the first on top", async () => {
    const layers = await mkdtemp(path.join(tmpdir(), "lambkin-layers,:-"));
    try {
      await mkdir(path.join(layers, "a"));
      await mkdir(path.join(layers, "b"));
      await writeFile(path.join(layers, "a", "both"), "from a\n");
      await writeFile(path.join(layers, "b", "both"), "from b\n");
      await writeFile(path.join(layers, "b", "only-b"), "only in b\n");
      const sources = [path.join(layers, "a"), path.join(layers, "b")] as const;
      const { stdout } = await host.shell("cat /opt/both /opt/only-b; touch /opt/x 2>/dev/null || echo refused", {
        mounts: [{ sources, target: "/opt" }],
      });
      assert.equal(stdout, "from a\nonly in b\nrefused\n");
    } finally {
      await rm(layers, { recursive: true });
    }
  });

  test("an image is the root, is not written to, and no link in it chooses where things are mounted", async () => {
    const image = await mkdtemp(path.join(tmpdir(), "lambkin-image-"));
    try {
      await symlink("/etc", path.join(image, "tmp"));
      await symlink("/", path.join(image, "var"));
      await symlink("usr/lib64", path.join(image, "lib64"));
      await symlink("usr/lib", path.join(image, "lib"));
      await writeFile(path.join(image, "of-the-image"), "image\n");
      const { stdout } = await host.run(
        ["/usr/bin/sh", "-c", "cat /of-the-image; ls -A /tmp; touch /x || echo refused; stat -c %F /tmp /var"],
        { rootfs: { kind: "directory", path: image }, mounts: [{ sources: ["/usr"], target: "/usr" }] },
      );
      assert.equal(stdout, "image\nrefused\ndirectory\ndirectory\n");
      assert.deepEqual((await readdir(image)).sort(), ["lib", "lib64", "of-the-image", "tmp", "var"]);
    } finally {
      await rm(image, { recursive: true });
    }
  });

  test("set-user-id programs give nothing", async () => {
    const { stdout } = await host.shell(
      "grep -c nosuid /proc/self/mountinfo; grep -E ' (/|/usr|/tmp|/var/task) ' /proc/self/mountinfo | grep -vc nosuid; grep NoNewPrivs /proc/self/status",
    );
    assert.match(stdout, /^\d+\n0\nNoNewPrivs:\t1\n$/);
  });

  test("the host's settings and its inner life in /proc are hidden", async () => {
    const { stdout } = await host.shell(
      "cat /proc/cmdline /proc/keys /proc/partitions /proc/modules /proc/kallsyms /proc/interrupts 2>/dev/null | wc -c; echo 1 2>/dev/null > /proc/sys/kernel/panic || echo refused; grep -c processor /proc/cpuinfo > /dev/null && echo sized",
    );
    assert.equal(stdout, "0\nrefused\nsized\n");
  });

  test("there are five devices and no shared memory directory", async () => {
    const { stdout } = await host.shell("ls /dev | tr '\\n' ' '");
    assert.equal(stdout, "fd full null random stderr stdin stdout urandom zero ");
  });
});
