import type { Clock } from "../../../base/clock.ts";
import type { SandboxLimits } from "../../contract.ts";
import type { CgroupDirectory } from "./cgroup-directory.ts";
import type { CgroupSweep, ControlGroup, ControlGroups, Controller, Freezer } from "./contract.ts";
import { unifiedFreezer } from "./freezers.ts";
import type { HomeRecords } from "./home-records.ts";
import { CPU_PERIOD_US, cpuQuotaUs, initProcesses, toMiB } from "./limits.ts";
import { sweepCgroups } from "./sweep-cgroups.ts";
import { sweepDeletedHomes } from "./sweep-deleted-homes.ts";

/** Cgroups of version 2, with controllers. */
export class Version2ControlGroups implements ControlGroups {
  readonly description = "cgroup v2";
  readonly controllers: ReadonlySet<Controller>;
  readonly #home: CgroupDirectory;
  readonly #identity: string;
  readonly #clock: Clock;

  /** @param identity names this server's own group inside the home's, which exists and hands on the controllers */
  constructor(home: CgroupDirectory, identity: string, clock: Clock, controllers: ReadonlySet<Controller>) {
    this.#home = home;
    this.#identity = identity;
    this.#clock = clock;
    this.controllers = controllers;
  }

  async create(id: string, limits: SandboxLimits): Promise<ControlGroup> {
    const cgroup = this.#home.child(this.#identity).child(id);
    await using cleanup = new AsyncDisposableStack();
    cgroup.make();
    cleanup.defer(() => cgroup.remove(this.#clock));
    if (this.controllers.has("memory")) {
      cgroup.write("memory.max", limits.memoryMiB * 1024 * 1024);
      // Swap would turn a limit on memory into a slow machine for everybody. Absent where the host has no swap.
      cgroup.tryWrite("memory.swap.max", 0);
      // Half a function is worse than none: the kernel ends the whole sandbox.
      cgroup.write("memory.oom.group", 1);
    }
    if (this.controllers.has("pids")) cgroup.write("pids.max", limits.processes + initProcesses);
    cleanup.move();
    return new Version2ControlGroup(cgroup, this.controllers, this.#clock);
  }

  sweep(isAlive: (identity: string) => Promise<boolean>): Promise<CgroupSweep> {
    return sweepCgroups([this.#home], isAlive, this.#clock);
  }

  sweepDeletedHomes(records: HomeRecords): Promise<void> {
    return sweepDeletedHomes([this.#home], records);
  }

  async remove(): Promise<void> {
    await this.#home.child(this.#identity).remove(this.#clock);
    await this.#home.removeIfEmpty();
    await this.#home.child("..").removeIfEmpty();
  }
}

class Version2ControlGroup implements ControlGroup {
  readonly launch: ControlGroup["launch"];
  readonly freezer: Freezer;
  readonly #cgroup: CgroupDirectory;
  readonly #controllers: ReadonlySet<Controller>;
  readonly #clock: Clock;

  constructor(cgroup: CgroupDirectory, controllers: ReadonlySet<Controller>, clock: Clock) {
    this.#cgroup = cgroup;
    this.#controllers = controllers;
    this.#clock = clock;
    this.freezer = unifiedFreezer(cgroup, clock);
    this.launch = { unified: cgroup.path, taskFiles: [] };
  }

  async throttleCpu(cpus: number): Promise<void> {
    if (this.#controllers.has("cpu")) this.#cgroup.write("cpu.max", `${cpuQuotaUs(cpus)} ${CPU_PERIOD_US}`);
  }

  async wasOutOfMemory(): Promise<boolean> {
    return this.#cgroup.counter("memory.events", "oom_kill") > 0;
  }

  async peakMemoryMiB(): Promise<number | undefined> {
    const bytes = this.#cgroup.find("memory.peak");
    return bytes === undefined ? undefined : toMiB(Number(bytes));
  }

  async remove(): Promise<void> {
    await this.#cgroup.remove(this.#clock);
  }
}
