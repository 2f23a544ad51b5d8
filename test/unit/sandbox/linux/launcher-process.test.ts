import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OperatorError } from "../../../../src/base/operator-error.ts";
import type { LaunchRequest } from "../../../../src/sandbox/linux/launch-request.ts";
import { LauncherProcess } from "../../../../src/sandbox/linux/launcher-process.ts";
import { LauncherSpawner } from "../../../../src/sandbox/linux/launcher-spawner.ts";
import { FakeClock } from "../../../support/fake-clock.ts";

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
    await using spawner = new LauncherSpawner("/does/not/exist");
    await assert.rejects(
      LauncherProcess.start(spawner, REQUEST, { clock, signal: new AbortController().signal }),
      (error) => error instanceof OperatorError && error.message.includes("ENOENT"),
    );
    assert.equal(clock.pending, 0);
  });

  test("tells the operator when the launcher ends without a word", async () => {
    const clock = new FakeClock();
    await using spawner = new LauncherSpawner("/bin/true");
    await assert.rejects(
      LauncherProcess.start(spawner, REQUEST, { clock, signal: new AbortController().signal }),
      /ended without saying why/,
    );
    assert.equal(clock.pending, 0);
  });

  test("starts nothing for somebody who has gone already", async () => {
    await using spawner = new LauncherSpawner("/bin/true");
    await assert.rejects(
      LauncherProcess.start(spawner, REQUEST, {
        clock: new FakeClock(),
        signal: AbortSignal.abort(new Error("gone")),
      }),
      /gone/,
    );
  });
});
