import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { firstLine, rootOnly, sandboxHost } from "./sandbox-host.ts";

/** The process that forks launchers: of this process's children, the one whose children they are. */
const findSpawner = (): number => {
  const children = readdirSync("/proc").filter((name) => {
    try {
      const [, parent] = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, "utf8")) ?? [];
      return Number(parent) === process.pid;
    } catch {
      return false; // not a process, or one that has ended
    }
  });
  assert.equal(children.length, 1);
  return Number(children[0]);
};

describe("the process that forks launchers", rootOnly, () => {
  const host = sandboxHost();

  test("takes all sandboxes with it when it dies, and another one makes the next", async () => {
    await using first = await host.create({ command: ["/bin/sh", "-c", "echo up; sleep 300"] });
    await using second = await host.create({ command: ["/bin/sh", "-c", "echo up; sleep 300"] });
    await Promise.all([firstLine(first.stdout), firstLine(second.stdout)]);
    process.kill(findSpawner(), "SIGKILL");
    assert.equal((await first.exited).signal, "SIGKILL");
    assert.equal((await second.exited).signal, "SIGKILL");

    await using next = await host.create({ command: ["/bin/echo", "up"] });
    assert.equal(await firstLine(next.stdout), "up");
  });
});
