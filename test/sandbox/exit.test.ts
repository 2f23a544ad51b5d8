import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OperatorError } from "../../src/base/operator-error.ts";
import { rootOnly, sandboxHost } from "./sandbox-host.ts";

describe("how a sandbox ends", rootOnly, () => {
  const host = sandboxHost();

  test("the command's exit code is reported", async () => {
    assert.deepEqual((await host.shell("exit 37")).exit, { exitCode: 37, signal: undefined, outOfMemory: false });
  });

  test("the signal that ended it is reported", async () => {
    assert.equal((await host.shell("kill -SEGV $$")).exit.signal, "SIGSEGV");
  });

  test("a command that is missing ends as in a shell, and says why", async () => {
    const { exit } = await host.run(["/var/task/bootstrap"]);
    assert.deepEqual(exit, { exitCode: 127, signal: undefined, outOfMemory: false, startError: "ENOENT" });
  });

  test("a command that is no program says so", async () => {
    await host.write("not-a-program", "just text");
    assert.equal((await host.run(["/var/task/not-a-program"])).exit.startError, "ENOEXEC");
  });

  test("a mount source that is missing is the operator's matter, names the step, and leaves nothing", async () => {
    await assert.rejects(
      host.create({ mounts: [{ sources: ["/does/not/exist"], target: "/opt" }] }),
      (error) =>
        error instanceof OperatorError &&
        error.message === "launcher: find mount source /does/not/exist: No such file or directory",
    );
  });

  test("a sandbox that is wanted no more while it starts is not made", async () => {
    const spec = {
      id: "abandoned",
      command: ["/bin/true"],
      environment: {},
      workingDirectory: "/",
      rootfs: { kind: "composed" },
      mounts: [],
      limits: { memoryMiB: 128, cpus: 1, processes: 10, openFiles: 64, tmpMiB: 512 },
      egress: "none",
      listenPorts: [],
    } as const;
    const controller = new AbortController();
    const creation = host.backend.create(spec, { signal: controller.signal });
    controller.abort(new Error("changed my mind"));
    await assert.rejects(creation, /changed my mind/);
  });

  test("two living sandboxes cannot have the same id", async () => {
    await using _first = await host.create({ id: "twin" });
    await assert.rejects(host.create({ id: "twin" }), /twin/);
  });

  test("disposing twice is disposing once", async () => {
    const sandbox = await host.create();
    await Promise.all([sandbox[Symbol.asyncDispose](), sandbox[Symbol.asyncDispose]()]);
    assert.equal((await sandbox.exited).signal, "SIGKILL");
  });
});
