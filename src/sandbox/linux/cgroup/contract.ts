import type { LaunchCgroups } from "../launch-request.ts";
import type { SandboxLimits } from "../../contract.ts";

/** The cgroups of all sandboxes of one server. One interface for version 1, version 2, both, and none. */
export interface ControlGroups {
  /** Makes the cgroups of one sandbox, with every limit but CPU. */
  create(id: string, limits: SandboxLimits): Promise<ControlGroup>;
  /** Removes the group of all sandboxes; they are gone by then. */
  remove(): Promise<void>;
}

/** The cgroups of one sandbox. */
export interface ControlGroup {
  readonly launch: LaunchCgroups;
  /** Undefined where the host has none for us. */
  readonly freezer: Freezer | undefined;
  throttleCpu(cpus: number): Promise<void>;
  wasOutOfMemory(): Promise<boolean>;
  peakMemoryMiB(): Promise<number | undefined>;
  resetPeakMemory(): Promise<void>;
  /** Kills whatever is inside, if anything still is, and removes the cgroups. */
  remove(): Promise<void>;
}

/** Stops every process of a cgroup at once, in a way that no process inside notices or prevents. */
export interface Freezer {
  /** Resolves when nothing inside runs. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}
