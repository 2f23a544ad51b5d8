import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { eventually } from "../support/eventually.ts";
import { atRest } from "./guest/at-rest.ts";
import { firstLine, rootOnly, sandboxHost } from "./sandbox-host.ts";

/** A process in the background that leaves a trace as long as it runs. */
const COUNTING = "(while :; do echo tick; sleep 0.01; done) & echo ready; wait";

describe("freezing", rootOnly, () => {
  const host = sandboxHost();

  test("nothing inside runs until thawed", async () => {
    await using sandbox = await host.create({ command: ["/bin/sh", "-c", COUNTING] });
    let ticks = 0;
    sandbox.stdout.on("data", (chunk: Buffer) => (ticks += chunk.toString().split("\n").length - 1));
    await eventually(() => ticks > 0);
    await sandbox.freeze();
    const frozenAt = await atRest(() => ticks);
    await setTimeout(200);
    assert.equal(ticks, frozenAt);
    await sandbox.thaw();
    await eventually(() => ticks > frozenAt);
  });

  test("freezing and thawing twice is doing it once", async () => {
    await using sandbox = await host.create({ command: ["/bin/sh", "-c", "echo up; read x; echo $x"] });
    assert.equal(await firstLine(sandbox.stdout), "up");
    await Promise.all([sandbox.freeze(), sandbox.freeze(), sandbox.thaw(), sandbox.thaw()]);
    assert.equal((await sandbox.exited).exitCode, 0);
  });

  test("a frozen sandbox can be disposed of", async () => {
    const sandbox = await host.create();
    await sandbox.freeze();
    await sandbox[Symbol.asyncDispose]();
    assert.equal((await sandbox.exited).signal, "SIGKILL");
    await assert.rejects(sandbox.thaw(), /gone/);
  });
});
