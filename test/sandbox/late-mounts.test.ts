import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { firstLine, rootOnly, sandboxHost, text } from "./sandbox-host.ts";

/** Waits inside the sandbox until the code is there. */
const WAIT = "echo waiting; until test -e /var/task/late; do sleep 0.01; done;";

describe("what a running sandbox is shown later", rootOnly, () => {
  const host = sandboxHost();
  let directory = "";

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "lambkin-late-"));
    await mkdir(path.join(directory, "code"));
    await mkdir(path.join(directory, "a"));
    await mkdir(path.join(directory, "b"));
    await writeFile(path.join(directory, "code", "late"), "the code\n");
    await writeFile(path.join(directory, "a", "both"), "from a\n");
    await writeFile(path.join(directory, "b", "both"), "from b\n");
    await writeFile(path.join(directory, "b", "only-b"), "only in b\n");
  });

  after(() => rm(directory, { recursive: true }));

  const start = async (script: string) => {
    const sandbox = await host.create({
      command: ["/bin/sh", "-c", WAIT + script],
      mounts: [],
      directories: ["/opt/lib"],
    });
    assert.equal(await firstLine(sandbox.stdout), "waiting");
    return sandbox;
  };

  test("is seen by the processes that run already, and cannot be written to", async () => {
    await using sandbox = await start("cat /var/task/late; touch /var/task/x 2>/dev/null || echo refused");
    await sandbox.mount([{ sources: [path.join(directory, "code")], target: "/var/task" }]);
    assert.equal(await text(sandbox.stdout), "the code\nrefused\n");
  });

  test("is merged where it comes from several places, the first on top", async () => {
    await using sandbox = await start("cat /opt/both /opt/only-b; touch /opt/x 2>/dev/null || echo refused");
    await sandbox.mount([
      { sources: [path.join(directory, "a"), path.join(directory, "b")], target: "/opt" },
      { sources: [path.join(directory, "code")], target: "/var/task" },
    ]);
    assert.equal(await text(sandbox.stdout), "from a\nonly in b\nrefused\n");
  });

  test("leaves nothing of the host in sight", async () => {
    await using sandbox = await start(`ls ${directory} /root /home; grep -c overlay /proc/mounts; ls /opt`);
    await sandbox.mount([{ sources: [path.join(directory, "code")], target: "/var/task" }]);
    assert.equal(await text(sandbox.stdout), "0\nlib\n");
  });

  test("is found by a command that is told later, too", async () => {
    await using sandbox = await host.create({ waits: true, mounts: [] });
    await sandbox.mount([{ sources: [path.join(directory, "code")], target: "/var/task" }]);
    sandbox.start({
      command: ["/bin/sh", "-c", "cat late; echo $WHO; ls /opt; pwd"],
      environment: { PATH: "/usr/bin:/bin", WHO: "me" },
      workingDirectory: "/var/task",
    });
    assert.equal(await text(sandbox.stdout), "the code\nme\n/var/task\n");
    assert.deepEqual(await sandbox.exited, { exitCode: 0, signal: undefined, outOfMemory: false });
  });

  test("tells why a command that was told later cannot be started", async () => {
    await using sandbox = await host.create({ waits: true, mounts: [] });
    sandbox.start({ command: ["/var/task/bootstrap"], environment: {}, workingDirectory: "/" });
    assert.equal((await sandbox.exited).startError, "ENOENT");
  });

  test("takes variables of a megabyte", async () => {
    await using sandbox = await host.create({ waits: true, mounts: [] });
    const variables = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`V${n}`, "x".repeat(100_000)]));
    sandbox.start({ command: ["/bin/sh", "-c", "echo ${#V9}"], environment: variables, workingDirectory: "/" });
    assert.equal(await text(sandbox.stdout), "100000\n");
  });

  test("cannot be shown where there is no directory for it, and the sandbox is gone then", async () => {
    await using sandbox = await start("");
    await assert.rejects(
      sandbox.mount([{ sources: [path.join(directory, "code")], target: "/nowhere" }]),
      /open mount point nowhere/,
    );
    assert.equal((await sandbox.exited).signal, "SIGKILL");
  });
});
