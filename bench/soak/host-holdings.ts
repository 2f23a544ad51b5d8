/** What one server holds of the host: told by its home, so that a server that was killed is counted too. */
import { createHash } from "node:crypto";
import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { uplinkName } from "../../src/sandbox/linux/network/uplink-name.ts";

const CGROUPS = "/sys/fs/cgroup";

/** How many there are, by what they are. */
export type Counts = Readonly<Record<string, number>>;

export const hostHoldings = async (home: string, serverPid: number | undefined): Promise<Counts> => {
  const [processes, cgroups, mounts, loopDevices, interfaces, scratch] = await Promise.all([
    countProcesses(home, serverPid),
    countCgroups(home),
    readFile("/proc/self/mountinfo", "utf8"),
    countLoopDevices(home),
    readdir("/sys/class/net"),
    readdir(join(home, "sandboxes"), { recursive: true }).catch(() => []),
  ]);
  return {
    processes,
    cgroups,
    mounts: mounts.split("\n").filter((line) => line.includes(home)).length,
    "loop devices": loopDevices,
    "network interfaces": interfaces.filter((name) => name === uplinkName(home)).length,
    // Formatted images are kept on purpose.
    "scratch files": scratch.filter((name) => !name.startsWith("tmp-templates")).length,
  };
};

/** Of a process: descriptors by kind, threads. */
export const processHoldings = async (pid: number, home: string): Promise<Counts> => {
  const counts: Record<string, number> = {};
  for (const name of await readdir(`/proc/${pid}/fd`)) {
    const target = await readlink(`/proc/${pid}/fd/${name}`).catch(() => undefined);
    if (target === undefined) continue;
    const kind = `descriptor: ${kindOf(target, home)}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const threads = (await readdir(`/proc/${pid}/task`)).length;
  return { ...counts, threads };
};

/** `socket:[123]` is a `socket`, `/home/logs/0a1b2c3d4e/7.log` a `logs/*`. */
const kindOf = (target: string, home: string): string => {
  if (target.startsWith(`${home}/`)) return target.slice(home.length + 1).split("/")[0] ?? "";
  return target.replace(/:\[\d+\]$/, "").replace(/^anon_inode:/, "");
};

export const residentMiB = async (pid: number): Promise<number> =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;

/** Whatever was started for this home says so: on its command line, in its mounts or in the name of its cgroup. */
const countProcesses = async (home: string, serverPid: number | undefined): Promise<number> => {
  const ours = await Promise.all(
    (await readdir("/proc")).map(async (entry) => {
      if (!/^\d+$/.test(entry) || Number(entry) === serverPid) return false;
      const texts = await Promise.all(
        ["cmdline", "mountinfo", "cgroup"].map((file) => readFile(`/proc/${entry}/${file}`, "utf8").catch(() => "")),
      );
      return texts.some((text) => text.includes(home) || text.includes(`/lambkin/${cgroupOf(home)}/`));
    }),
  );
  return ours.filter(Boolean).length;
};

/** Of the home, of each server of it and of each of their sandboxes, in every hierarchy. */
const countCgroups = async (home: string): Promise<number> => {
  const hierarchies = [CGROUPS, ...(await readdir(CGROUPS)).map((name) => join(CGROUPS, name))];
  let count = 0;
  for (const hierarchy of hierarchies) {
    const own = join(hierarchy, "lambkin", cgroupOf(home));
    const below = await readdir(own, { withFileTypes: true, recursive: true }).catch(() => undefined);
    if (below !== undefined) count += 1 + below.filter((one) => one.isDirectory()).length;
  }
  return count;
};

/** The name of the cgroups of a home's sandboxes. */
const cgroupOf = (home: string): string =>
  createHash("sha256").update(join(home, "sandboxes")).digest("hex").slice(0, 12);

const countLoopDevices = async (home: string): Promise<number> => {
  let count = 0;
  for (const device of (await readdir("/sys/block")).filter((name) => name.startsWith("loop"))) {
    const file = await readFile(`/sys/block/${device}/loop/backing_file`, "utf8").catch(() => "");
    if (file.includes(home)) count += 1;
  }
  return count;
};
