import { constants, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { type Hierarchies, parseHierarchies } from "../cgroup/hierarchies.ts";
import { isAccessible } from "./attempt.ts";
import { absent, type HostFeature, limited, present } from "./feature.ts";

const NEEDED = ["memory", "cpu", "pids"];

const DELEGATION_REMEDY =
  "Start Lambkin as root, or as a systemd service with `Delegate=yes` (for a user: " +
  "`systemd-run --user --scope -p Delegate=yes lambkin start`).";

const wordsOf = (file: string): readonly string[] => {
  try {
    return readFileSync(file, "utf8").trim().split(/\s+/);
  } catch {
    return [];
  }
};

/** `v1`, `v2`, `hybrid`: version 1 holds the controllers and version 2 is there too. */
const kindOf = ({ version1, unified }: Hierarchies): string => {
  const hasControllers = NEEDED.some((controller) => version1.has(controller));
  if (hasControllers) return unified === undefined ? "v1" : "hybrid";
  return "v2";
};

/**
 * What this process may make groups in: on version 2 the root for root, and otherwise its own group; on version 1 the
 * top of each controller's tree.
 */
const usableControllers = async ({ version1, unified }: Hierarchies): Promise<readonly string[]> => {
  const own = unified && path.join(unified.mountPoint, process.geteuid?.() === 0 ? "/" : unified.ownPath);
  const unifiedControllers =
    own !== undefined && (await isAccessible(own, constants.W_OK)) ? wordsOf(path.join(own, "cgroup.controllers")) : [];
  const usable = NEEDED.map(async (controller) => {
    const mountPoint = version1.get(controller);
    return mountPoint === undefined
      ? unifiedControllers.includes(controller)
      : isAccessible(mountPoint, constants.W_OK);
  });
  const found = await Promise.all(usable);
  return NEEDED.filter((_, index) => found[index]);
};

/** Cgroups, and which controllers of them this process may use. */
export const probeControlGroups = async (): Promise<HostFeature> => {
  const [mountInfo, ownGroups] = await Promise.all([
    readFile("/proc/self/mountinfo", "utf8"),
    readFile("/proc/self/cgroup", "utf8"),
  ]);
  const hierarchies = parseHierarchies(mountInfo, ownGroups);
  if (hierarchies.version1.size === 0 && hierarchies.unified === undefined)
    return absent("cgroups", "no cgroup file system is mounted", "mount -t cgroup2 none /sys/fs/cgroup");
  const usable = await usableControllers(hierarchies);
  const missing = NEEDED.filter((controller) => !usable.includes(controller));
  const detail = `${kindOf(hierarchies)}; usable: ${usable.join(", ") || "none"}`;
  return missing.length === 0
    ? present("cgroups", detail)
    : limited("cgroups", `${detail}; not usable: ${missing.join(", ")}`, DELEGATION_REMEDY);
};
