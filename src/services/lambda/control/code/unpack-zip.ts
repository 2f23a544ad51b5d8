import { closeSync, fchmodSync, openSync, writeSync } from "node:fs";
import { chmod, mkdir, open, symlink } from "node:fs/promises";
import { join } from "node:path";
import { couldNotUnzip } from "../../exceptions.ts";
import { readZipContent } from "./zip-content.ts";
import type { ZipItem, ZipTree } from "./zip-tree.ts";

/** Linux follows no longer one. */
const MAX_LINK_TARGET_BYTES = 4_096;
/** Entries being written at a time. */
const WRITERS = 4;
/** Smaller files are written at once: thousands of them are what archives consist of, and each takes microseconds. */
const WRITE_AT_ONCE_BYTES = 65_536;

/**
 * Unpacks an archive into a directory that exists and is empty. On failure the directory holds a part of it.
 * @throws ServiceException InvalidParameterValueException when the content does not keep what the directory promised
 */
export const unpackZip = async (tree: ZipTree, directory: string): Promise<void> => {
  for (const path of tree.directories.keys()) await mkdir(join(directory, path));
  await writeFiles(tree, directory);
  // Links come last, so that nothing is ever written through one.
  for (const link of tree.links) await writeLink(tree, link, directory);
  // Modes of directories come after their content, which a mode might forbid; the umask has no say.
  for (const [path, mode] of tree.directories) await chmod(join(directory, path), mode);
};

/** Several writers take files from one iterator; after a failure all of them stop before this rejects. */
const writeFiles = async (tree: ZipTree, directory: string): Promise<void> => {
  const files = tree.files.values();
  const stop = new AbortController();
  const write = async () => {
    for (const file of files) {
      if (stop.signal.aborted) return;
      await writeFile(tree, file, directory);
    }
  };
  const writers = Array.from({ length: WRITERS }, () =>
    write().catch((error: unknown) => {
      stop.abort(error);
    }),
  );
  await Promise.all(writers);
  stop.signal.throwIfAborted();
};

const writeFile = async (tree: ZipTree, file: ZipItem, directory: string): Promise<void> => {
  const path = join(directory, file.path);
  const content = await readZipContent(tree, file);
  if (content.byteLength <= WRITE_AT_ONCE_BYTES) return writeAtOnce(path, content, file.mode);
  await using handle = await open(path, "wx", 0o600);
  await handle.writeFile(content);
  await handle.chmod(file.mode);
};

/** The mode is set apart from the opening, so that the umask has no say in it. */
const writeAtOnce = (path: string, content: Buffer, mode: number): void => {
  const descriptor = openSync(path, "wx", 0o600);
  try {
    for (let written = 0; written < content.byteLength;) written += writeSync(descriptor, content, written);
    fchmodSync(descriptor, mode);
  } finally {
    closeSync(descriptor);
  }
};

const writeLink = async (tree: ZipTree, link: ZipItem, directory: string): Promise<void> => {
  if (link.entry.uncompressedSize > MAX_LINK_TARGET_BYTES) throw leavesTree(link);
  const target = (await readZipContent(tree, link)).toString("utf8");
  if (!staysInside(link.path, target)) throw leavesTree(link);
  await symlink(target, join(directory, link.path));
};

const leavesTree = (link: ZipItem): Error => couldNotUnzip(`the symbolic link '${link.path}' leads out of it`);

/**
 * A target may climb as far as the link is deep, and may not climb after it has gone down: what it goes down through
 * may itself be a link, and then `..` would not lead back. A link lies in a real directory, so counting is enough.
 */
const staysInside = (path: string, target: string): boolean => {
  if (target === "" || target.startsWith("/") || target.includes("\0")) return false;
  const steps = target.split("/").filter((part) => part !== "" && part !== ".");
  const climbs = steps.findIndex((step) => step !== "..");
  const down = climbs === -1 ? [] : steps.slice(climbs);
  const depth = path.split("/").length - 1;
  return (climbs === -1 ? steps.length : climbs) <= depth && !down.includes("..");
};
