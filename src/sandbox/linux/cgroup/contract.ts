import type { SandboxLimits } from "../../contract.ts";
import type { HomeRecords } from "./home-records.ts";
import type { LaunchCgroups } from "../launch-request.ts";

/** What a cgroup hierarchy can do for us. Freezing is a controller in version 1 and part of every cgroup in version 2. */
export type Controller = "memory" | "cpu" | "pids" | "freezer";

/** The cgroups of all sandboxes of one server. One interface for version 1, version 2, both mixed, and none. */
export interface ControlGroups {
  /** For people: `cgroup v1`, `cgroup v2`, `none`. */
  readonly description: string;
  /** What is really limited here. */
  readonly controllers: ReadonlySet<Controller>;
  /** Makes the cgroups of one sandbox, with every limit but CPU. */
  create(id: string, limits: SandboxLimits): Promise<ControlGroup>;
  /** Ends and removes what servers of this home that no longer run have left. */
  sweep(isAlive: (identity: string) => Promise<boolean>): Promise<CgroupSweep>;
  /** Removes the empty groups of other homes that do not exist any more. */
  sweepDeletedHomes(records: HomeRecords): Promise<void>;
  /** Removes the groups around the sandboxes, which are gone by then. */
  remove(): Promise<void>;
}

export interface CgroupSweep {
  readonly processes: number;
  readonly cgroups: number;
}

/** The cgroups of one sandbox. */
export interface ControlGroup {
  readonly launch: LaunchCgroups;
  /** Undefined where the host has none for us. */
  readonly freezer: Freezer | undefined;
  throttleCpu(cpus: number): Promise<void>;
  wasOutOfMemory(): Promise<boolean>;
  /** Of all its life so far; rounded up. Undefined where the host does not count. */
  peakMemoryMiB(): Promise<number | undefined>;
  /** Removes the cgroups; no process is inside any more. */
  remove(): Promise<void>;
}

/** Stops every process of a cgroup at once, in a way that no process inside notices or prevents. */
export interface Freezer {
  /** Resolves when nothing inside runs. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}
