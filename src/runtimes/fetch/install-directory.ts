import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

/**
 * Makes `target` appear at once and whole: `fill` works in a directory beside it and says which directory of its own
 * to take. Two processes may do so at the same time; the first wins and both succeed.
 */
export const installDirectory = async (target: string, fill: (staging: string) => Promise<string>): Promise<void> => {
  await mkdir(dirname(target), { recursive: true });
  await removeLeftovers(target);
  const staging = await mkdtemp(`${target}.partial-${process.pid}-`);
  try {
    const filled = await fill(staging);
    // Functions run as another user, whatever this server's umask is.
    await promisify(execFile)("chmod", ["-R", "a+rX", filled]);
    await rename(filled, target).catch((error: unknown) => {
      if (!existsSync(target)) throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
};

/** Of processes that were killed while they fetched. */
const removeLeftovers = async (target: string): Promise<void> => {
  const prefix = `${basename(target)}.partial-`;
  for (const name of await readdir(dirname(target))) {
    if (!name.startsWith(prefix)) continue;
    const pid = name.slice(prefix.length).split("-", 1)[0];
    if (!existsSync(`/proc/${pid}`)) await rm(join(dirname(target), name), { recursive: true, force: true });
  }
};
