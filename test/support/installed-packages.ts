import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { installDirectory } from "../../src/runtimes/fetch/install-directory.ts";
import { fetchNpmLock } from "../../src/runtimes/fetch/npm.ts";

const CACHE = join(import.meta.dirname, "../../node_modules/.cache/lambkin-packages");

/**
 * The packages that a project's `package-lock.json` names, installed once for each content of it: tools that few tests
 * need and that are too large to be development dependencies.
 * @returns a directory called `node_modules`, to be linked to from beside the project's sources
 */
export const installedPackages = async (project: string): Promise<string> => {
  const lock = await readFile(join(project, "package-lock.json"));
  const edition = createHash("sha256").update(lock).digest("hex").slice(0, 16);
  const directory = join(CACHE, `${basename(project)}-${edition}`, "node_modules");
  if (!existsSync(directory)) {
    const { signal } = new AbortController();
    await installDirectory(directory, (staging) => fetchNpmLock(staging, project, { signal }));
  }
  return directory;
};
