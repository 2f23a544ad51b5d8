import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { firstLine, rootOnly, sandboxHost } from "./sandbox-host.ts";

describe("processes", rootOnly, () => {
  const host = sandboxHost();

  test("a sandbox sees its own processes only, and not init", async () => {
    await using _other = await host.create();
    const { stdout } = await host.shell("ls /proc > /tmp/list; grep -c '^[0-9]' /tmp/list; ls -d /proc/1 2>/dev/null");
    assert.equal(stdout, "2\n", "the shell and ls");
  });

  test("two sandboxes share no host user", async () => {
    await using one = await host.create({ command: ["/bin/sh", "-c", "cat /proc/self/uid_map; sleep 60"] });
    await using other = await host.create({ command: ["/bin/sh", "-c", "cat /proc/self/uid_map; sleep 60"] });
    assert.notEqual(await firstLine(one.stdout), await firstLine(other.stdout));
  });

  test("the command is the function's user without any right", async () => {
    const { stdout } = await host.shell(
      "id -u; id -g; id -G; grep -E '^Cap' /proc/self/status | grep -vc 0000000000000000",
    );
    assert.equal(stdout, "993\n990\n990\n0\n");
  });

  test("killing everything kills nothing outside", async () => {
    await using neighbour = await host.create({ command: ["/bin/sh", "-c", "echo up; cat /proc/self/stat; sleep 60"] });
    assert.equal(await firstLine(neighbour.stdout), "up");
    // The kernel spares the one who asks.
    const { stdout } = await host.shell(
      "sleep 60 & for signal in HUP INT TERM USR1 KILL; do kill -$signal -1; kill -$signal 1; done; wait; echo alone",
    );
    assert.equal(stdout, "alone\n");
    assert.equal(await Promise.race([neighbour.exited, Promise.resolve("running")]), "running");
  });

  test("init cannot be killed from inside", async () => {
    const { stdout } = await host.shell("kill -KILL 1; kill -TERM 1; kill -STOP 1; sleep 0.1; echo alive");
    assert.equal(stdout, "alive\n");
  });

  test("orphans are buried, and die with the command", async () => {
    await using sandbox = await host.create({
      command: [
        "/bin/sh",
        "-c",
        `(sleep 0.01 &) ; (setsid sleep 60 &)
        until ls /proc > /tmp/list; [ $(grep -c '^[0-9]' /tmp/list) = 3 ]; do sleep 0.01; done; echo buried`,
      ],
    });
    assert.equal(await firstLine(sandbox.stdout), "buried", "shell, long sleep, ls; the short sleep is no zombie");
    assert.equal((await sandbox.exited).exitCode, 0);
  });

  test("SIGTERM reaches the command only", async () => {
    const script =
      "trap 'echo told; exit 5' TERM; (trap 'echo also told' TERM; sleep 60) & echo ready; while :; do sleep 0.05; done";
    await using sandbox = await host.create({ command: ["/bin/sh", "-c", script] });
    assert.equal(await firstLine(sandbox.stdout), "ready");
    sandbox.signal("SIGTERM");
    assert.equal((await sandbox.exited).exitCode, 5);
    assert.equal(await firstLine(sandbox.stdout), "told");
  });

  test("SIGKILL ends it at once", async () => {
    await using sandbox = await host.create();
    sandbox.signal("SIGKILL");
    assert.deepEqual(await sandbox.exited, { exitCode: undefined, signal: "SIGKILL", outOfMemory: false });
  });
});
