import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

/** Every file below a directory, relative to it, always in the same order. */
export const filesIn = async (directory: string): Promise<string[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => file.slice(directory.length + 1)).sort((a, b) => a.localeCompare(b));
};

/** A zip archive of a directory, with the modes of its files. */
export const zipDirectory = async (directory: string): Promise<Buffer> => {
  const archive = new ZipFile();
  for (const file of await filesIn(directory)) {
    const path = join(directory, file);
    archive.addBuffer(await readFile(path), file, { mode: (await stat(path)).mode });
  }
  archive.end();
  return buffer(archive.outputStream);
};
