import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { firstLine, rootOnly, sandboxHost } from "./sandbox-host.ts";

describe("memory", rootOnly, () => {
  const host = sandboxHost();
  before(() => {
    host.compile("memory-bomb");
  });

  test("who takes more than the limit is ended, and that is reported", async () => {
    const { stdout, exit } = await host.run(["/var/task/memory-bomb"], { limits: { memoryMiB: 128 } });
    assert.deepEqual(exit, { exitCode: undefined, signal: "SIGKILL", outOfMemory: true });
    const takenMiB = Number(stdout.trim().split("\n").at(-1));
    assert(takenMiB >= 96 && takenMiB < 128, `took ${takenMiB} MiB`);
  });

  test("a sandbox within its limit is not out of memory", async () => {
    assert.equal((await host.shell("true")).exit.outOfMemory, false);
  });

  test("the highest use is known, also when it is over", async () => {
    const script = "head -c 50000000 /dev/zero | tail -c 50000000 | wc -c; sleep 0.1; echo; sleep 60";
    await using sandbox = await host.create({ command: ["/bin/sh", "-c", script] });
    // Two lines: the second comes when the pipeline has ended and its memory is free again.
    assert.equal(await firstLine(sandbox.stdout), "50000000");
    await firstLine(sandbox.stdout);
    const peakMiB = await sandbox.peakMemoryMiB();
    assert(peakMiB !== undefined && peakMiB >= 48 && peakMiB <= 128, `peak ${peakMiB} MiB`);
  });
});
