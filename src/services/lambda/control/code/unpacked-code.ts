import { access, chmod, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { OperatorError } from "../../../../base/operator-error.ts";
import type { CodeDirectories } from "../../invoke/contract.ts";
import type { FunctionCode } from "../../model/function-version.ts";
import { discardEntry, INCOMING, openCacheDirectory, removeDiscarded } from "./cache-directory.ts";
import type { CodeSizes } from "./code-sizes.ts";
import { type DerivedDirectories, openDerivedCode } from "./derived-code.ts";
import { LeaseCounts } from "./lease-counts.ts";
import { readZipTree } from "./zip-tree.ts";
import { unpackZip } from "./unpack-zip.ts";

const DERIVED = "derived";
const SHA256 = /^[0-9a-f]{64}$/;

/** Where archives come from: the blob store. */
export interface CodeArchives {
  read(sha256: string): Promise<Uint8Array>;
}

export type CodeLease = Awaited<ReturnType<CodeDirectories["acquire"]>>;

/** Opens the directory of unpacked code, one tree a content hash: a cache of the blobs. */
export const openUnpackedCode = async (options: {
  readonly directory: string;
  readonly archives: CodeArchives;
}): Promise<UnpackedCode> => {
  const { directory, archives } = options;
  await openCacheDirectory(directory, SHA256);
  return new UnpackedCode(directory, archives, await openDerivedCode(join(directory, DERIVED)));
};

/**
 * A tree appears under its hash whole, by renaming, and stays for as long as someone holds a lease on it.
 */
export class UnpackedCode implements CodeDirectories, CodeSizes {
  /** What was made of the code; collected with it. */
  readonly derived: DerivedDirectories;
  readonly #directory: string;
  readonly #archives: CodeArchives;
  readonly #leases = new LeaseCounts();
  readonly #unpacking = new Map<string, Promise<void>>();

  constructor(directory: string, archives: CodeArchives, derived: DerivedDirectories) {
    this.derived = derived;
    this.#directory = directory;
    this.#archives = archives;
  }

  acquire(code: Pick<FunctionCode, "sha256">): Promise<CodeLease> {
    return this.#lease(code.sha256, () => this.#archives.read(code.sha256));
  }

  /**
   * Unpacks an archive that was just uploaded, so that whatever is wrong with it is found before it is acknowledged.
   * @throws ServiceException InvalidParameterValueException
   */
  accept(sha256: string, archive: Uint8Array): Promise<CodeLease> {
    return this.#lease(sha256, async () => archive);
  }

  /** Size of all files of a stored archive. LIMIT: the archive is read as a whole to look at its directory. */
  async unzippedBytes(sha256: string): Promise<number> {
    return (await readZipTree(await this.#archives.read(sha256))).unzippedBytes;
  }

  /** Removes every tree that nobody refers to and nobody holds; returns how many. */
  async collect(referenced: ReadonlySet<string>): Promise<number> {
    let removed = 0;
    for (const sha256 of await readdir(this.#directory)) {
      if (!SHA256.test(sha256) || referenced.has(sha256) || this.#leases.isHeld(sha256)) continue;
      // In the same breath as the look at the leases.
      discardEntry(this.#directory, sha256);
      removed += 1;
    }
    await this.derived.collect(referenced);
    await removeDiscarded(this.#directory);
    return removed;
  }

  /**
   * Unpacks what is referred to and not there, after a reboot all of it, one after the other; returns how many.
   * @throws what was wrong with those that could not be unpacked, after all others
   */
  async restore(referenced: ReadonlySet<string>, signal: AbortSignal): Promise<number> {
    const present = new Set(await readdir(this.#directory));
    const missing = [...referenced].filter((sha256) => !present.has(sha256));
    const errors: unknown[] = [];
    for (const sha256 of missing) {
      if (signal.aborted) break;
      await this.acquire({ sha256 }).then(
        (lease) => lease[Symbol.asyncDispose](),
        (error: unknown) => errors.push(error),
      );
    }
    if (errors.length > 0) throw new AggregateError(errors, "Some code could not be unpacked again.");
    return missing.length;
  }

  async #lease(sha256: string, readArchive: () => Promise<Uint8Array>): Promise<CodeLease> {
    const path = join(this.#directory, sha256);
    const release = this.#leases.take(sha256);
    try {
      if (!(await exists(path))) await this.#unpackOnce(sha256, path, readArchive);
    } catch (error) {
      release();
      throw error;
    }
    return { path, [Symbol.asyncDispose]: async () => release() };
  }

  /** Whoever comes while a tree is being unpacked waits for it. */
  #unpackOnce(sha256: string, path: string, readArchive: () => Promise<Uint8Array>): Promise<void> {
    const running = this.#unpacking.get(sha256);
    if (running !== undefined) return running;
    const unpacking = this.#unpack(path, readArchive)
      .catch((error: unknown) => {
        throw isDiskFull(error) ? diskFull(this.#directory, error) : error;
      })
      .finally(() => this.#unpacking.delete(sha256));
    this.#unpacking.set(sha256, unpacking);
    return unpacking;
  }

  async #unpack(path: string, readArchive: () => Promise<Uint8Array>): Promise<void> {
    if (await exists(path)) return;
    const tree = await readZipTree(await readArchive());
    await using cleanup = new AsyncDisposableStack();
    const temporary = await mkdtemp(join(this.#directory, INCOMING, "tree-"));
    cleanup.defer(() => rm(temporary, { recursive: true, force: true }));
    const task = join(temporary, "task");
    await mkdir(task);
    await unpackZip(tree, task);
    // Whatever the umask is: the root of a function's code is open to all.
    await chmod(task, 0o755);
    await rename(task, path);
  }
}

const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");

const diskFull = (directory: string, cause: unknown): OperatorError =>
  new OperatorError({
    code: "DiskFull",
    message: `Code cannot be unpacked into ${directory}: the disk is full.`,
    remedy: "Free space on the disk; nothing was half unpacked.",
    cause,
  });

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
