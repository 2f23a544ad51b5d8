import { renameSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { discardEntry, INCOMING, openCacheDirectory, removeDiscarded } from "./cache-directory.ts";
import { LeaseCounts } from "./lease-counts.ts";
import type { DerivedCode, DerivedLease, DerivedName } from "../../invoke/head-starts/derived-code.ts";

/** Content hash, subject, key. */
const NAME = /^([0-9a-f]{64})~([\w.-]+)~([0-9a-f]+)$/;

/** Opens the directory of what was made of code. */
export const openDerivedCode = async (directory: string): Promise<DerivedDirectories> => {
  await openCacheDirectory(directory, NAME);
  return new DerivedDirectories(
    directory,
    (await readdir(directory)).filter((name) => NAME.test(name)),
  );
};

/** One directory for each name; it appears whole, by renaming, and stays for as long as someone holds a lease on it. */
export class DerivedDirectories implements DerivedCode {
  readonly #directory: string;
  /** What is there: a cold start does not ask the disk for what is not. */
  readonly #names: Set<string>;
  readonly #leases = new LeaseCounts();

  constructor(directory: string, names: readonly string[]) {
    this.#directory = directory;
    this.#names = new Set(names);
  }

  acquire(name: DerivedName): DerivedLease | undefined {
    const fileName = fileNameOf(name);
    if (!this.#names.has(fileName)) return undefined;
    return { path: join(this.#directory, fileName), [Symbol.dispose]: this.#leases.take(fileName) };
  }

  async put(
    name: DerivedName,
    files: readonly { readonly path: string; readonly content: Uint8Array }[],
  ): Promise<void> {
    const fileName = fileNameOf(name);
    if (this.#names.has(fileName)) return;
    await using cleanup = new AsyncDisposableStack();
    const staging = await mkdtemp(join(this.#directory, INCOMING, "files-"));
    cleanup.defer(() => rm(staging, { recursive: true, force: true }));
    const root = join(staging, "root");
    await mkdir(root);
    for (const { path, content } of files) await writeBelow(root, path, content);
    // Functions run as another user, whatever this server's umask is.
    for (const folder of new Set([".", ...files.flatMap(({ path }) => foldersOf(path))])) {
      await chmod(join(root, folder), 0o755);
    }
    // Somebody else may have been quicker.
    if (this.#names.has(fileName)) return;
    renameSync(root, join(this.#directory, fileName));
    this.#names.add(fileName);
    await this.#discard((other) => isOlder(other, name));
  }

  /** Removes what was derived from code that nobody refers to, and that nobody holds; returns how many. */
  async collect(referenced: ReadonlySet<string>): Promise<number> {
    const removed = await this.#discard(({ sha256 }) => !referenced.has(sha256));
    await removeDiscarded(this.#directory);
    return removed;
  }

  /** Only moves aside: removing may take long. */
  async #discard(isUnwanted: (name: DerivedName) => boolean): Promise<number> {
    let discarded = 0;
    for (const fileName of await readdir(this.#directory)) {
      const name = parseFileName(fileName);
      if (name === undefined || !isUnwanted(name) || this.#leases.isHeld(fileName)) continue;
      // In the same breath as the look at the leases.
      this.#names.delete(fileName);
      discardEntry(this.#directory, fileName);
      discarded += 1;
    }
    return discarded;
  }
}

const fileNameOf = ({ sha256, subject, key }: DerivedName): string => `${sha256}~${subject}~${key}`;

const parseFileName = (fileName: string): DerivedName | undefined => {
  const [, sha256, subject, key] = NAME.exec(fileName) ?? [];
  return sha256 === undefined || subject === undefined || key === undefined ? undefined : { sha256, subject, key };
};

const isOlder = (other: DerivedName, { sha256, subject, key }: DerivedName): boolean =>
  other.sha256 === sha256 && other.subject === subject && other.key !== key;

/** Of the folders that a file lies in, each. */
const foldersOf = (path: string): readonly string[] => {
  const folder = dirname(path);
  return folder === "." ? [] : [folder, ...foldersOf(folder)];
};

const writeBelow = async (root: string, path: string, content: Uint8Array): Promise<void> => {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content, { flag: "wx", mode: 0o644 });
  await chmod(file, 0o644);
};
