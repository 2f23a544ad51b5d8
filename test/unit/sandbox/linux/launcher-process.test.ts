import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, test } from "node:test";
import { OperatorError } from "../../../../src/base/operator-error.ts";
import type { LaunchRequest } from "../../../../src/sandbox/linux/launch-request.ts";
import { LauncherProcess } from "../../../../src/sandbox/linux/launcher-process.ts";
import { LauncherSpawner } from "../../../../src/sandbox/linux/launcher-spawner.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { writeFakeLauncher } from "./fake-launcher.ts";

const REQUEST: LaunchRequest = {
  command: ["/bin/true"],
  environment: {},
  waits: false,
  companions: undefined,
  workingDirectory: "/",
  restoration: undefined,
  privileged: false,
  rootMountPoint: "/nowhere",
  image: undefined,
  symlinks: [],
  directories: [],
  mounts: [],
  tmp: { kind: "memory", bytes: 1 },
  listenPorts: [],
  networkNamespace: undefined,
  cgroups: { unified: undefined, taskFiles: [] },
  rlimits: [],
};

describe("LauncherProcess", () => {
  test("tells the operator when the launcher cannot be started", async () => {
    const clock = new FakeClock();
    await using spawner = new LauncherSpawner({ path: "/does/not/exist", build: "", privileged: false }, clock);
    await assert.rejects(
      LauncherProcess.start(spawner, REQUEST, { clock, signal: new AbortController().signal }),
      (error) => error instanceof OperatorError && error.message.includes("ENOENT"),
    );
    assert.equal(clock.pending, 0);
  });

  test("tells the operator when the launcher ends without a word", async () => {
    const clock = new FakeClock();
    await using spawner = new LauncherSpawner({ path: "/bin/true", build: "", privileged: false }, clock);
    await assert.rejects(
      LauncherProcess.start(spawner, REQUEST, { clock, signal: new AbortController().signal }),
      /ended without saying why/,
    );
    assert.equal(clock.pending, 0);
  });

  test("starts nothing for somebody who has gone already", async () => {
    await using spawner = new LauncherSpawner({ path: "/bin/true", build: "", privileged: false }, new FakeClock());
    await assert.rejects(
      LauncherProcess.start(spawner, REQUEST, {
        clock: new FakeClock(),
        signal: AbortSignal.abort(new Error("gone")),
      }),
      /gone/,
    );
  });

  test("gives up a launcher that says nothing", async () => {
    using directory = temporaryDirectory();
    const clock = new FakeClock();
    await using spawner = new LauncherSpawner(writeFakeLauncher(directory.path, "cat >/dev/null"), clock);
    const signal = new AbortController().signal;
    const started = assert.rejects(LauncherProcess.start(spawner, REQUEST, { clock, signal }), /does not answer/);
    await clock.advance(60_000);
    await started;
    assert.equal(clock.pending, 0);
  });

  test("gives up a sandbox that is never ready, and kills it", async () => {
    const clock = new FakeClock();
    const silent: Pick<LauncherSpawner, "launch"> = {
      launch: (listener) => Promise.resolve({ pid: 7, orders: new PassThrough(), kill: () => listener.onGone() }),
    };
    const signal = new AbortController().signal;
    const started = assert.rejects(LauncherProcess.start(silent, REQUEST, { clock, signal }), /does not answer/);
    await clock.advance(65_000);
    await started;
    assert.equal(clock.pending, 0);
  });

  test("says so when it cannot be killed", async () => {
    const clock = new FakeClock();
    const immortal: Pick<LauncherSpawner, "launch"> = {
      launch: (listener) => {
        queueMicrotask(() => listener.onMessage({ kind: "started" }, undefined));
        return Promise.resolve({ pid: 7, orders: new PassThrough(), kill: () => undefined });
      },
    };
    const launcher = await LauncherProcess.start(immortal, REQUEST, { clock, signal: new AbortController().signal });
    const killed = assert.rejects(launcher.kill(), { code: "LAUNCHER_STUCK" });
    await clock.advance(20_000);
    await killed;
    assert.equal(clock.pending, 0);
  });
});
