import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describeFeatures, type HostFindings } from "../../../../src/sandbox/linux/describe-features.ts";

const BEST: HostFindings = {
  privileged: true,
  cgroups: "cgroup v2",
  controllers: new Set(["memory", "cpu", "pids", "freezer"] as const),
  cgroupReason: undefined,
  tmpObstacle: undefined,
  egress: { kind: "available", caveat: undefined },
  snapshotObstacle: undefined,
};

describe("describeFeatures", () => {
  test("promises everything where the host has everything", () => {
    assert.deepEqual(new Set(describeFeatures(BEST).map(({ state }) => state)), new Set(["full"]));
  });

  test("says of each promise that is not whole what to do about it", () => {
    const worst = describeFeatures({
      privileged: false,
      cgroups: "none",
      controllers: new Set(),
      cgroupReason: "not delegated",
      tmpObstacle: "there are no loop devices",
      egress: { kind: "unavailable", reason: "no tun", remedy: "make one" },
      snapshotObstacle: "only root can",
    });
    assert.deepEqual(
      worst.filter(({ state, remedy }) => state === "full" || remedy === undefined),
      [],
    );
    assert.match(worst.find(({ name }) => name === "cpu")?.detail ?? "", /not delegated/);
  });
});
