import { closeSync, constants, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { readdir, rmdir } from "node:fs/promises";
import path from "node:path";
import type { Clock } from "../../../base/clock.ts";
import { OperatorError } from "../../../base/operator-error.ts";

/** How long an emptied cgroup is tried to be removed: the last process may still be leaving, slowly on a busy host. */
const REMOVAL_PATIENCE_MS = 30_000;
const REMOVAL_PAUSE_MS = 5;

/**
 * One directory of a cgroup file system, of either version. It is made, and its files are read and written, synchronously:
 * the kernel answers at once, in less time than a hop through the thread pool takes. To remove one may take longer.
 */
export class CgroupDirectory {
  readonly path: string;

  constructor(directory: string) {
    this.path = directory;
  }

  child(name: string): CgroupDirectory {
    return new CgroupDirectory(path.join(this.path, name));
  }

  /** @throws OperatorError when the host does not let us */
  make(): void {
    try {
      mkdirSync(this.path, { recursive: true });
    } catch (error) {
      throw new OperatorError({
        code: "CGROUP_NOT_WRITABLE",
        message: `The cgroup ${this.path} cannot be made`,
        remedy: "Run as root, or delegate a cgroup to the user that runs Lambkin (systemd: `Delegate=yes`).",
        cause: error,
      });
    }
  }

  read(file: string): string {
    return readFileSync(path.join(this.path, file), "utf8");
  }

  /** Undefined where this kernel has no such file. */
  find(file: string): string | undefined {
    try {
      return this.read(file);
    } catch {
      return undefined;
    }
  }

  write(file: string, value: string | number): void {
    writeFileSync(path.join(this.path, file), String(value));
  }

  /** For settings that not every kernel has, and without which the rest holds. */
  tryWrite(file: string, value: string | number): boolean {
    try {
      const descriptor = openSync(path.join(this.path, file), constants.O_WRONLY);
      try {
        writeFileSync(descriptor, String(value));
      } finally {
        closeSync(descriptor);
      }
      return true;
    } catch {
      return false;
    }
  }

  /** The number behind a word in a file of `word number` lines; 0 when it is not there. */
  counter(file: string, word: string): number {
    return Number(new RegExp(`^${word} (\\d+)$`, "m").exec(this.find(file) ?? "")?.[1] ?? 0);
  }

  /** PIDs of the processes inside, as this process sees them. */
  processes(): readonly number[] {
    return (this.find("cgroup.procs") ?? "").split("\n").filter(Boolean).map(Number);
  }

  /** Cgroups inside; none when the directory does not exist. */
  async children(): Promise<readonly string[]> {
    const entries = await readdir(this.path, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  }

  /** Removes it, waiting for processes that are ending. Fine when it is not there. */
  async remove(clock: Clock): Promise<void> {
    const endMs = clock.monotonicMs() + REMOVAL_PATIENCE_MS;
    for (;;) {
      try {
        return await rmdir(this.path);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "ENOENT") return;
        if (code !== "EBUSY" || clock.monotonicMs() >= endMs) throw error;
      }
      await clock.delay(REMOVAL_PAUSE_MS);
    }
  }

  /** Removes it unless something else is still in it. */
  async removeIfEmpty(): Promise<void> {
    await rmdir(this.path).catch(() => undefined);
  }
}
