import { readdir } from "node:fs/promises";
import path from "node:path";

export const EXTENSIONS_DIRECTORY = "/opt/extensions";

/**
 * The external extensions that a sandbox will find at `EXTENSIONS_DIRECTORY`: PARITY: whatever there is no directory.
 * @param optDirectories host paths of what is shown at /opt, the one on top first
 * @returns their file names, in order
 */
export const findExtensions = async (optDirectories: readonly string[]): Promise<readonly string[]> => {
  const listings = await Promise.all(optDirectories.map((directory) => list(path.join(directory, "extensions"))));
  const isFile = new Map<string, boolean>();
  // An entry hides those of the same name below.
  for (const [name, kind] of listings.toReversed().flat()) isFile.set(name, kind);
  return [...isFile.keys()].filter((name) => isFile.get(name)).sort();
};

const list = async (directory: string): Promise<readonly (readonly [name: string, isFile: boolean])[]> => {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.map((entry) => [entry.name, !entry.isDirectory()]);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
};
