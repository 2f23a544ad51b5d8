import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Clock } from "../../../base/clock.ts";
import { CgroupDirectory } from "./cgroup-directory.ts";
import type { ControlGroups, Controller } from "./contract.ts";
import { HomeRecords } from "./home-records.ts";
import { parseHierarchies, type Hierarchies, type UnifiedHierarchy } from "./hierarchies.ts";
import { noControlGroups } from "./no-control-groups.ts";
import { Version1ControlGroups } from "./version-1.ts";
import { Version2ControlGroups } from "./version-2.ts";

const LIMITING = ["memory", "cpu", "pids"] as const;

/** The cgroup around all servers' sandboxes, when the operator names no other. */
const DEFAULT_PARENT = "lambkin";

export interface ControlGroupsOptions {
  /** Tells homes apart; only used as a name. */
  readonly scratchDirectory: string;
  /** This server, see `ownIdentity`. */
  readonly identity: string;
  readonly clock: Clock;
  /** Path below the cgroup mount points, of a group that holds no process itself. */
  readonly cgroupParent?: string | undefined;
}

export interface FoundControlGroups {
  readonly controlGroups: ControlGroups;
  /** Why there is none, or less than all, for the operator. */
  readonly reason: string | undefined;
}

/**
 * Finds out which cgroups this host gives us. Controllers live in either version: on hybrid hosts they are taken where
 * they are. The groups are `PARENT/HOME/SERVER/SANDBOX`, so that the operator can limit all and a sweep finds its own.
 */
export const createControlGroups = async (options: ControlGroupsOptions): Promise<FoundControlGroups> => {
  const [mountInfo, ownCgroups] = await Promise.all([
    readFile("/proc/self/mountinfo", "utf8"),
    readFile("/proc/self/cgroup", "utf8"),
  ]);
  const hierarchies = parseHierarchies(mountInfo, ownCgroups);
  await new HomeRecords().note(homeName(options), options.scratchDirectory);
  const reasons: string[] = [];
  for (const attempt of [tryVersion1, tryVersion2]) {
    try {
      const controlGroups = await attempt(hierarchies, options);
      if (controlGroups !== undefined) return { controlGroups, reason: reasons[0] };
    } catch (error) {
      reasons.push((error as Error).message);
    }
  }
  return { controlGroups: noControlGroups, reason: reasons[0] ?? "no cgroup file system with controllers is mounted" };
};

const homeName = ({ scratchDirectory }: ControlGroupsOptions): string =>
  createHash("sha256").update(scratchDirectory).digest("hex").slice(0, 12);

const homeBelow = (top: string, options: ControlGroupsOptions): CgroupDirectory =>
  new CgroupDirectory(top).child(options.cgroupParent ?? DEFAULT_PARENT).child(homeName(options));

const tryVersion1 = async (
  { version1, unified }: Hierarchies,
  options: ControlGroupsOptions,
): Promise<ControlGroups | undefined> => {
  const homes = new Map<Controller, CgroupDirectory>();
  for (const controller of LIMITING) {
    const mountPoint = version1.get(controller);
    if (mountPoint !== undefined) homes.set(controller, homeBelow(mountPoint, options));
  }
  if (homes.size === 0) return undefined;
  const freezer = version1.get("freezer");
  const unifiedHome = unified && homeBelow(unified.mountPoint, options);
  if (unifiedHome === undefined && freezer !== undefined) homes.set("freezer", homeBelow(freezer, options));
  for (const home of [...homes.values(), ...(unifiedHome ? [unifiedHome] : [])]) home.child(options.identity).make();
  return new Version1ControlGroups({ homes, unifiedHome }, options.identity, options.clock);
};

const tryVersion2 = async (
  { unified }: Hierarchies,
  options: ControlGroupsOptions,
): Promise<ControlGroups | undefined> => {
  if (unified === undefined) return undefined;
  const top = process.geteuid?.() === 0 ? unified.mountPoint : await leaveOwnCgroup(unified);
  const home = homeBelow(top, options);
  const server = home.child(options.identity);
  server.make();
  const parent = home.child("..");
  // Controllers are handed down level by level, each to the next.
  const enabled = LIMITING.filter((controller) =>
    [new CgroupDirectory(top), parent, home, server].every((level) =>
      level.tryWrite("cgroup.subtree_control", `+${controller}`),
    ),
  );
  return new Version2ControlGroups(home, options.identity, options.clock, new Set<Controller>([...enabled, "freezer"]));
};

/**
 * A user who was given a cgroup of their own: controllers can be handed on only by a cgroup without processes, so this
 * process moves one level down. Only when it is alone there; others' processes are not ours to move.
 */
const leaveOwnCgroup = async ({ mountPoint, ownPath }: UnifiedHierarchy): Promise<string> => {
  const own = new CgroupDirectory(mountPoint + (ownPath === "/" ? "" : ownPath));
  const inhabitants = own.processes();
  if (inhabitants.length !== 1 || inhabitants[0] !== process.pid)
    throw new Error(`the cgroup ${own.path} is not this server's alone`);
  const leaf = own.child("lambkin-server");
  leaf.make();
  leaf.write("cgroup.procs", process.pid);
  return own.path;
};
