import { access, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** Forgotten with a restart of the machine, as cgroups are. */
const DIRECTORY = "/run/lambkin/homes";

/**
 * Which home each home's cgroup belongs to: its name is a hash, and cgroups hold no notes. A home that was deleted after
 * its server was killed never has a server again to sweep up after it, so another one does.
 */
export class HomeRecords {
  readonly #directory: string;

  constructor(directory = DIRECTORY) {
    this.#directory = directory;
  }

  /** Other users than root may not write there; then nobody else ever removes what they leave. */
  async note(name: string, scratchDirectory: string): Promise<void> {
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      await writeFile(path.join(this.#directory, name), scratchDirectory);
    } catch {
      return;
    }
  }

  /**
   * Names of the homes that are not there any more. Only of what was noted, on this machine and in this container: anything
   * else may be somebody's who is not to be seen from here.
   */
  async deleted(): Promise<readonly string[]> {
    const names = await readdir(this.#directory).catch(() => []);
    const isDeleted = await Promise.all(names.map((name) => this.#isDeleted(name)));
    return names.filter((_, index) => isDeleted[index]);
  }

  async forget(name: string): Promise<void> {
    await rm(path.join(this.#directory, name), { force: true });
  }

  async #isDeleted(name: string): Promise<boolean> {
    const noted = await readFile(path.join(this.#directory, name), "utf8").catch(() => "");
    return noted !== "" && !(await exists(noted));
  }
}

/** Also what cannot be looked at. */
const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
