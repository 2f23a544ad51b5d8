import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { SandboxSpec } from "../../src/sandbox/contract.ts";
import { firstLine, rootOnly, sandboxHost, text } from "./sandbox-host.ts";

const programs = (...names: [string, ...string[]]): Required<Pick<SandboxSpec, "companions">> => {
  const [first, ...rest] = names.map((name) => `/var/task/${name}`);
  return {
    companions: { programs: [first ?? "", ...rest], environment: { PATH: "/usr/bin:/bin", ROLE: "companion" } },
  };
};

describe("companions of a command", rootOnly, () => {
  const host = sandboxHost();
  const script = (name: string, body: string) => host.write(name, `#!/bin/sh\n${body}\n`);

  test("run before it does, in their own environment, and it waits until it is told to begin", async () => {
    await script("tell", 'echo "$ROLE in $PWD"; exec sleep 60');
    await using sandbox = await host.create({
      command: ["/bin/sh", "-c", 'echo "command${ROLE-}"'],
      ...programs("tell"),
    });
    const [output] = sandbox.companionOutputs;
    assert.equal(output && (await firstLine(output)), "companion in /tmp");
    assert.equal(sandbox.stdout.readableLength, 0);
    sandbox.begin();
    assert.equal(await text(sandbox.stdout), "command\n");
  });

  test("live on when it has ended, and end with the sandbox", async () => {
    await script("stay", "while ! test -e /tmp/go; do sleep 0.01; done; echo still here >&2; exec sleep 60");
    const sandbox = await host.create({
      command: ["/bin/sh", "-c", "touch /tmp/go; exit 3"],
      ...programs("stay"),
    });
    sandbox.begin();
    assert.equal((await sandbox.exited).exitCode, 3);
    const [, errors] = sandbox.companionOutputs;
    assert.equal(errors && (await firstLine(errors)), "still here");
    await sandbox[Symbol.asyncDispose]();
    assert.equal((await sandbox.companionExits[0])?.signal, "SIGKILL");
  });

  test("are told apart when they end, and the command lives on", async () => {
    await script("fail", "exit 7");
    await script("wait", "exec sleep 60");
    await using sandbox = await host.create({
      command: ["/bin/sh", "-c", "exit 5"],
      ...programs("wait", "fail", "missing"),
    });
    const [, failed, missing] = sandbox.companionExits;
    assert.deepEqual(await failed, { exitCode: 7, signal: undefined, outOfMemory: false });
    assert.equal((await missing)?.startError, "ENOENT");
    sandbox.begin();
    assert.equal((await sandbox.exited).exitCode, 5);
  });

  test("are spared when the command is killed", async () => {
    await script(
      "watch",
      "while ! test -e /tmp/up; do sleep 0.01; done; echo up; while kill -0 $(cat /tmp/up); do sleep 0.01; done 2>/dev/null; echo down; exec sleep 60",
    );
    await using sandbox = await host.create({
      command: ["/bin/sh", "-c", "echo $$ > /tmp/pid; mv /tmp/pid /tmp/up; exec sleep 60"],
      ...programs("watch"),
    });
    const [output] = sandbox.companionOutputs;
    assert(output);
    sandbox.begin();
    assert.equal(await firstLine(output), "up");
    sandbox.signal("SIGKILL");
    assert.equal((await sandbox.exited).signal, "SIGKILL");
    assert.equal(await firstLine(output), "down");
  });

  test("are killed with a command that never began", async () => {
    await script("wait", "exec sleep 60");
    const sandbox = await host.create({ ...programs("wait") });
    await sandbox[Symbol.asyncDispose]();
    assert.equal((await sandbox.exited).signal, "SIGKILL");
    assert.equal((await sandbox.companionExits[0])?.signal, "SIGKILL");
  });
});
