import type { Clock } from "../../../base/clock.ts";
import { isIdentity } from "../server-identity.ts";
import type { CgroupDirectory } from "./cgroup-directory.ts";
import type { CgroupSweep } from "./contract.ts";

/**
 * Ends what servers that no longer run have left in their groups and removes the groups. The launcher dies with its
 * server and the sandbox with the launcher; what this finds was frozen then, or is an empty cgroup.
 * @param homes the cgroup of this home in each hierarchy; one sandbox has the same name in all of them
 */
export const sweepCgroups = async (
  homes: readonly CgroupDirectory[],
  isAlive: (identity: string) => Promise<boolean>,
  clock: Clock,
): Promise<CgroupSweep> => {
  const killed = new Set<number>();
  const abandoned: CgroupDirectory[] = [];
  for (const home of homes)
    for (const identity of await home.children())
      if (isIdentity(identity) && !(await isAlive(identity))) abandoned.push(home.child(identity));

  const sandboxes: CgroupDirectory[] = [];
  for (const server of abandoned) for (const id of await server.children()) sandboxes.push(server.child(id));
  for (const sandbox of sandboxes) {
    for (const pid of sandbox.processes()) if (kill(pid)) killed.add(pid);
    // Only a thawed process can die of its signal, and a thawed one dies before it does anything else.
    sandbox.tryWrite("freezer.state", "THAWED");
    sandbox.tryWrite("cgroup.freeze", 0);
  }
  for (const sandbox of sandboxes) await sandbox.remove(clock);
  for (const server of abandoned) await server.remove(clock);
  return { processes: killed.size, cgroups: sandboxes.length };
};

const kill = (pid: number): boolean => {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false; // it ended by itself
  }
};
