import { renameSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomHex } from "../../../../base/ids.ts";

/** Holds what is being written: entries appear whole, by being renamed from there. */
export const INCOMING = "incoming";
/** Holds what is not there any more: removing it may take long, so it is only moved aside at first. */
const DISCARDED = "discarded";
const BOOT_ID_FILE = "boot-id";
const KERNEL_BOOT_ID = "/proc/sys/kernel/random/boot_id";

/**
 * Opens a directory of things that can be made again. So nothing is synced, and every entry is thrown away after a
 * reboot, which may have been a power cut, as is what a killed server was writing.
 */
export const openCacheDirectory = async (directory: string, entries: RegExp): Promise<void> => {
  await mkdir(join(directory, DISCARDED), { recursive: true, mode: 0o700 });
  // Entries are open to all within a sandbox, where they are mounted; on the host they are the server's alone.
  await chmod(directory, 0o700);
  const bootId = await readFile(KERNEL_BOOT_ID, "utf8").catch(() => "unknown");
  const lastBootId = await readFile(join(directory, BOOT_ID_FILE), "utf8").catch(() => undefined);
  for (const name of await readdir(directory)) {
    const isStale = name === INCOMING || (entries.test(name) && bootId !== lastBootId);
    if (isStale) await rename(join(directory, name), join(directory, DISCARDED, randomHex(16)));
  }
  await mkdir(join(directory, INCOMING), { mode: 0o700 });
  await writeFile(join(directory, BOOT_ID_FILE), bootId);
};

/** Takes an entry away under its name at once, so that nobody finds half of it. */
export const discardEntry = (directory: string, name: string): void =>
  renameSync(join(directory, name), join(directory, DISCARDED, randomHex(16)));

export const removeDiscarded = async (directory: string): Promise<void> => {
  for (const name of await readdir(join(directory, DISCARDED))) {
    await rm(join(directory, DISCARDED, name), { recursive: true, force: true });
  }
};
