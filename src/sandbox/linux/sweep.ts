import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { SweepReport } from "../contract.ts";
import type { ControlGroups } from "./cgroup/contract.ts";
import { HomeRecords } from "./cgroup/home-records.ts";
import { isAlive, isIdentity } from "./server-identity.ts";

/**
 * Removes what servers of this home left that were killed. A launcher dies with its server, a sandbox with its
 * launcher, its mounts and loop device with the sandbox; so there are cgroups to remove, processes that were frozen at
 * that moment, and scratch directories. Of other homes, cgroups that nobody else will ever remove. No mount is ever made where the host sees it, so there is none to remove.
 */
export const sweep = async (scratchDirectory: string, controlGroups: ControlGroups): Promise<SweepReport> => {
  const { processes, cgroups } = await controlGroups.sweep(isAlive);
  await controlGroups.sweepDeletedHomes(new HomeRecords());
  for (const name of await readdir(scratchDirectory).catch(() => []))
    if (isIdentity(name) && !(await isAlive(name)))
      await rm(path.join(scratchDirectory, name), { recursive: true, force: true });
  return { processes, cgroups, mounts: 0 };
};
