import type { Clock } from "../../../base/clock.ts";
import type { SandboxLimits } from "../../contract.ts";
import type { CgroupDirectory } from "./cgroup-directory.ts";
import type { CgroupSweep, ControlGroup, ControlGroups, Controller, Freezer } from "./contract.ts";
import type { HomeRecords } from "./home-records.ts";
import { CPU_PERIOD_US, cpuQuotaUs, initProcesses, toMiB } from "./limits.ts";
import { unifiedFreezer, version1Freezer } from "./freezers.ts";
import { sweepCgroups } from "./sweep-cgroups.ts";
import { sweepDeletedHomes } from "./sweep-deleted-homes.ts";

/** One tree a controller, and beside them a version 2 tree without controllers, which still freezes and kills. */
export interface Version1Trees {
  /** The cgroup of this home, by controller. */
  readonly homes: ReadonlyMap<Controller, CgroupDirectory>;
  readonly unifiedHome: CgroupDirectory | undefined;
}

/** Cgroups of version 1, and hybrid hosts. */
export class Version1ControlGroups implements ControlGroups {
  readonly description: string;
  readonly controllers: ReadonlySet<Controller>;
  readonly #trees: Version1Trees;
  readonly #identity: string;
  readonly #clock: Clock;

  /** @param identity names this server's own group inside the home's */
  constructor(trees: Version1Trees, identity: string, clock: Clock) {
    this.#trees = trees;
    this.#identity = identity;
    this.#clock = clock;
    this.description = trees.unifiedHome === undefined ? "cgroup v1" : "cgroup v1, freezing through v2";
    this.controllers = new Set<Controller>([...trees.homes.keys(), ...(trees.unifiedHome ? ["freezer" as const] : [])]);
  }

  async create(id: string, limits: SandboxLimits): Promise<ControlGroup> {
    const cgroups = new Map(
      [...this.#trees.homes].map(([controller, home]) => [controller, home.child(this.#identity).child(id)]),
    );
    const unified = this.#trees.unifiedHome?.child(this.#identity).child(id);
    const group = new Version1ControlGroup(cgroups, unified, this.#clock);
    await using cleanup = new AsyncDisposableStack();
    cleanup.defer(() => group.remove());
    for (const cgroup of [...cgroups.values(), ...(unified ? [unified] : [])]) cgroup.make();
    limitMemory(cgroups.get("memory"), limits.memoryMiB);
    cgroups.get("pids")?.write("pids.max", limits.processes + initProcesses);
    cleanup.move();
    return group;
  }

  sweep(isAlive: (identity: string) => Promise<boolean>): Promise<CgroupSweep> {
    return sweepCgroups(this.#homes(), isAlive, this.#clock);
  }

  sweepDeletedHomes(records: HomeRecords): Promise<void> {
    return sweepDeletedHomes(this.#homes(), records);
  }

  async remove(): Promise<void> {
    for (const home of this.#homes()) {
      await home.child(this.#identity).remove(this.#clock);
      await home.removeIfEmpty();
      await home.child("..").removeIfEmpty();
    }
  }

  #homes(): readonly CgroupDirectory[] {
    const { homes, unifiedHome } = this.#trees;
    return [...homes.values(), ...(unifiedHome === undefined ? [] : [unifiedHome])];
  }
}

/** Swap would turn a limit on memory into a slow machine for everybody. */
const limitMemory = (memory: CgroupDirectory | undefined, memoryMiB: number): void => {
  if (memory === undefined) return;
  const bytes = memoryMiB * 1024 * 1024;
  memory.write("memory.limit_in_bytes", bytes);
  memory.tryWrite("memory.memsw.limit_in_bytes", bytes);
  memory.tryWrite("memory.swappiness", 0);
};

class Version1ControlGroup implements ControlGroup {
  readonly launch: ControlGroup["launch"];
  readonly freezer: Freezer | undefined;
  readonly #cgroups: ReadonlyMap<Controller, CgroupDirectory>;
  readonly #unified: CgroupDirectory | undefined;
  readonly #clock: Clock;

  constructor(cgroups: ReadonlyMap<Controller, CgroupDirectory>, unified: CgroupDirectory | undefined, clock: Clock) {
    this.#cgroups = cgroups;
    this.#unified = unified;
    this.#clock = clock;
    const version1 = cgroups.get("freezer");
    if (unified !== undefined) this.freezer = unifiedFreezer(unified, clock);
    else if (version1 !== undefined) this.freezer = version1Freezer(version1, clock);
    const taskFiles = [...cgroups.values()].map((cgroup) => `${cgroup.path}/tasks`);
    this.launch = { unified: unified?.path, taskFiles };
  }

  async throttleCpu(cpus: number): Promise<void> {
    const cpu = this.#cgroups.get("cpu");
    cpu?.write("cpu.cfs_period_us", CPU_PERIOD_US);
    cpu?.write("cpu.cfs_quota_us", cpuQuotaUs(cpus));
  }

  /** LIMIT: version 1 kills the largest process only; the rest of the sandbox may live on until the command ends. */
  async wasOutOfMemory(): Promise<boolean> {
    return (this.#cgroups.get("memory")?.counter("memory.oom_control", "oom_kill") ?? 0) > 0;
  }

  async peakMemoryMiB(): Promise<number | undefined> {
    const bytes = this.#cgroups.get("memory")?.find("memory.max_usage_in_bytes");
    return bytes === undefined ? undefined : toMiB(Number(bytes));
  }

  async remove(): Promise<void> {
    await Promise.all(
      [...this.#cgroups.values(), ...(this.#unified ? [this.#unified] : [])].map((one) => one.remove(this.#clock)),
    );
  }
}
