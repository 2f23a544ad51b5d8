import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/**
 * What sandboxes of one scratch directory have left on this host, one line each; empty when nothing is. Looks only at
 * what belongs to that directory and to this process: other servers may be running sandboxes on the same machine.
 */
export const findLeaks = async (scratchDirectory: string): Promise<readonly string[]> => {
  const found = await Promise.all([
    leakedProcesses(),
    leakedCgroups(),
    leakedMounts(scratchDirectory),
    leakedLoopDevices(scratchDirectory),
    leakedFiles(scratchDirectory),
  ]);
  return found.flat();
};

/** Descendants of this process; a test runs no other program when it is done. */
const leakedProcesses = async (): Promise<readonly string[]> => {
  const parents = new Map<number, { readonly parent: number; readonly name: string }>();
  for (const entry of await readdir("/proc")) {
    const stat = /^\d+$/.test(entry) ? await readFile(`/proc/${entry}/stat`, "utf8").catch(() => undefined) : undefined;
    const [, name = "", parent] = /^\d+ \((.*)\) \S (\d+)/s.exec(stat ?? "") ?? [];
    if (parent !== undefined) parents.set(Number(entry), { parent: Number(parent), name });
  }
  const isDescendant = (pid: number): boolean => {
    const parent = parents.get(pid)?.parent;
    return parent !== undefined && (parent === process.pid || isDescendant(parent));
  };
  return [...parents].filter(([pid]) => isDescendant(pid)).map(([pid, { name }]) => `process ${pid} (${name})`);
};

const leakedCgroups = async (): Promise<readonly string[]> =>
  (await cgroupsOfServer(process.pid)).map((directory) => `cgroup ${directory}`);

/**
 * The groups of one server's sandboxes, `lambkin/HOME/PID-START` in each hierarchy. Others' groups come and go meanwhile.
 */
export const cgroupsOfServer = async (pid: number): Promise<readonly string[]> => {
  const top = "/sys/fs/cgroup";
  const hierarchies = [top, ...(await entriesOf(top))];
  const homes = (await Promise.all(hierarchies.map((one) => entriesOf(path.join(one, "lambkin"))))).flat();
  const servers = (await Promise.all(homes.map(entriesOf))).flat();
  return servers.filter((directory) => path.basename(directory).startsWith(`${pid}-`));
};

const entriesOf = async (directory: string): Promise<readonly string[]> =>
  (await readdir(directory).catch(() => [])).map((name) => path.join(directory, name));

const leakedMounts = async (scratchDirectory: string): Promise<readonly string[]> => {
  const lines = (await readFile("/proc/self/mountinfo", "utf8")).split("\n");
  return lines.filter((line) => line.includes(scratchDirectory)).map((line) => `mount ${line}`);
};

const leakedLoopDevices = async (scratchDirectory: string): Promise<readonly string[]> => {
  const devices = (await readdir("/sys/block")).filter((name) => name.startsWith("loop"));
  const leaks: string[] = [];
  for (const device of devices) {
    const file = await readFile(`/sys/block/${device}/loop/backing_file`, "utf8").catch(() => "");
    if (file.includes(scratchDirectory)) leaks.push(`loop device ${device} of ${file.trim()}`);
  }
  return leaks;
};

/** The formatted images are kept on purpose. */
const leakedFiles = async (scratchDirectory: string): Promise<readonly string[]> => {
  const names = await readdir(scratchDirectory).catch(() => []);
  return names.filter((name) => name !== "tmp-templates").map((name) => `file ${path.join(scratchDirectory, name)}`);
};
