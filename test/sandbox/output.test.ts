import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { rootOnly, sandboxHost, text } from "./sandbox-host.ts";

describe("output", rootOnly, () => {
  const host = sandboxHost();

  test("standard output and error arrive apart", async () => {
    const { stdout, stderr } = await host.shell("echo out; echo err >&2");
    assert.deepEqual([stdout, stderr], ["out\n", "err\n"]);
  });

  test("they can be opened anew through /dev and /proc", async () => {
    const { stdout, stderr } = await host.shell("echo a > /dev/stdout; echo b > /proc/self/fd/1; echo c > /dev/stderr");
    assert.deepEqual([stdout, stderr], ["a\nb\n", "c\n"]);
  });

  test("what was written before the end is read after it", async () => {
    await using sandbox = await host.create({ command: ["/bin/sh", "-c", "seq 5000"] });
    await sandbox.exited;
    assert.equal((await text(sandbox.stdout)).split("\n").length, 5001);
  });

  test("a million lines arrive whole", async () => {
    const { stdout } = await host.shell("seq 1000000");
    assert.equal(stdout.length, 6_888_896);
  });

  test("who floods waits while nobody reads, and the server holds little of it", async () => {
    await using sandbox = await host.create({ command: ["/bin/sh", "-c", "yes flood; echo never"] });
    await setTimeout(300);
    const before = process.memoryUsage().rss;
    await setTimeout(300);
    assert(process.memoryUsage().rss - before < 16 * 1024 * 1024);
    assert(sandbox.stdout.readableLength <= 256 * 1024, `${sandbox.stdout.readableLength} bytes held`);
  });

  test("a descendant that keeps the pipe open does not keep it open for ever", async () => {
    const { stdout } = await host.shell("(sleep 60; echo late) & echo early");
    assert.equal(stdout, "early\n");
  });
});
