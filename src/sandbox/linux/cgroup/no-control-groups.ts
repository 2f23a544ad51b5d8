import type { ControlGroup, ControlGroups } from "./contract.ts";

const nothing = (): Promise<void> => Promise.resolve();

const NO_CONTROL_GROUP: ControlGroup = {
  launch: { unified: undefined, taskFiles: [] },
  freezer: undefined,
  throttleCpu: nothing,
  wasOutOfMemory: () => Promise.resolve(false),
  peakMemoryMiB: () => Promise.resolve(undefined),
  remove: nothing,
};

/**
 * For hosts that give us no cgroup.
 * LIMIT: memory and processes are held by resource limits only, CPU is not limited, and memory use is not known.
 */
export const noControlGroups: ControlGroups = {
  description: "none",
  controllers: new Set(),
  create: () => Promise.resolve(NO_CONTROL_GROUP),
  sweep: () => Promise.resolve({ processes: 0, cgroups: 0 }),
  sweepDeletedHomes: nothing,
  remove: nothing,
};
