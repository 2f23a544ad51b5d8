import type { Clock } from "../../../base/clock.ts";
import type { CgroupDirectory } from "./cgroup-directory.ts";
import type { Freezer } from "./contract.ts";

/** Freezing takes a fraction of a millisecond; a process deep in the kernel may need a moment more. */
const QUICK_LOOKS = 20;
const PATIENCE_MS = 2_000;

/** Version 2, on hybrid hosts too: it needs no controller. A frozen process can still be killed. */
export const unifiedFreezer = (cgroup: CgroupDirectory, clock: Clock): Freezer => ({
  freeze: async () => {
    cgroup.write("cgroup.freeze", 1);
    await until(() => cgroup.counter("cgroup.events", "frozen") === 1, clock);
  },
  thaw: () => settled(() => cgroup.write("cgroup.freeze", 0)),
});

/** Version 1. A frozen process does not die of a signal until it is thawed. */
export const version1Freezer = (cgroup: CgroupDirectory, clock: Clock): Freezer => ({
  freeze: async () => {
    cgroup.write("freezer.state", "FROZEN");
    await until(() => cgroup.read("freezer.state").trim() === "FROZEN", clock);
  },
  thaw: () => settled(() => cgroup.write("freezer.state", "THAWED")),
});

/** Turns what a synchronous step throws into a rejection. */
const settled = (step: () => void): Promise<void> => Promise.resolve().then(step);

const until = async (isDone: () => boolean, clock: Clock): Promise<void> => {
  for (let look = 0; look < QUICK_LOOKS; look++) {
    if (isDone()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs++) {
    if (isDone()) return;
    await clock.delay(1);
  }
  throw new Error(`The sandbox did not freeze within ${PATIENCE_MS} ms`);
};
