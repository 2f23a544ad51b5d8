import { constants } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { SandboxLimits, SandboxSnapshot } from "../contract.ts";
import { isAccessible } from "./host-features/attempt.ts";
import { hasCapability } from "./host-rights.ts";
import type { LaunchRestoration } from "./launch-request.ts";

/** Where `scripts/build-native.mjs` puts the programs, from here as from the built package. */
const BUILD = fileURLToPath(new URL("../../../build/", import.meta.url));
/** Takes a snapshot of a process. */
export const TAKER = path.join(BUILD, "lambkin-snapshot");
/** See `makeMemoryFile`. */
export const MEMORY_FILE_PROGRAM = path.join(BUILD, "lambkin-memory-file");
const RESTORER = path.join(BUILD, "lambkin-restore");

/** The kernel shows these when it was built to let processes be taken and made again. */
const KERNEL_SIGNS = ["/proc/self/timers", "/proc/self/map_files", "/proc/thread-self/children"];

/** A setting of the security module Yama. */
const PTRACE_SCOPE = "/proc/sys/kernel/yama/ptrace_scope";

/** What keeps snapshots from being taken and gone on from here, for people; undefined: nothing. */
export const snapshotObstacle = async (privileged: boolean): Promise<string | undefined> => {
  if (process.arch !== "x64") return `not written for ${process.arch} yet`;
  if (!privileged || !(await hasCapability("CAP_SYS_PTRACE")))
    return "only root with the capability CAP_SYS_PTRACE can look into the processes of a sandbox";
  const signs = await Promise.all(KERNEL_SIGNS.map((file) => isAccessible(file)));
  if (signs.includes(false)) return "the kernel was built without CONFIG_CHECKPOINT_RESTORE";
  if ((await readFile(PTRACE_SCOPE, "utf8").catch(() => "")).trim() === "3")
    return `nobody may look into processes here: ${PTRACE_SCOPE} is 3 until the next boot`;
  const programs = await Promise.all(
    [TAKER, RESTORER, MEMORY_FILE_PROGRAM].map((file) => isAccessible(file, constants.X_OK)),
  );
  return programs.includes(false) ? "its programs are not built; `npm run build:native` does it" : undefined;
};

/** What the launcher needs to go on from a snapshot. */
export const toRestoration = ({ path: image }: SandboxSnapshot): LaunchRestoration => ({ restorer: RESTORER, image });

/** For what it says of the process, besides what is in memory and in /tmp. */
const DESCRIPTION_MIB = 128;

/** What an honest process's snapshot never exceeds. */
export const maxSnapshotBytes = ({ memoryMiB, tmpMiB }: Pick<SandboxLimits, "memoryMiB" | "tmpMiB">): number =>
  (memoryMiB + tmpMiB + DESCRIPTION_MIB) * 1024 * 1024;
