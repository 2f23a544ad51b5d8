import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomHex } from "../../../../base/ids.ts";
import { currentBootId } from "../../../../base/process-identity.ts";
import type { SandboxSpec } from "../../../../sandbox/contract.ts";

/** What the sandbox that goes on from a snapshot has in common with the one that it was taken in. */
export type SnapshotBasis = Pick<SandboxSpec, "command" | "rootfs" | "mounts" | "limits" | "egress">;

/** What is written down beside a snapshot. */
interface SnapshotNote {
  readonly basis: string;
  /** No process goes on beyond the end of its machine. */
  readonly bootId: string;
  /** What the function authorizes itself with when it asks for credentials: it is among its variables. */
  readonly token: string;
  /** Where the function finds this server's API, for the same reason. */
  readonly apiPort: number | undefined;
  /** What it takes of the disk. */
  readonly sizeBytes: number;
}

export interface Snapshot extends Pick<SnapshotNote, "token" | "apiPort"> {
  readonly id: string;
  /** Absolute. */
  readonly directory: string;
}

const NOTE = "snapshot.json";
const IMAGE = "image";
/** As `stat` counts, whatever the file system does. */
const BLOCK_BYTES = 512;

/**
 * Snapshots on the disk, a directory each. A directory is complete when it is known here; what a killed server left half
 * done is removed when the store is opened. They hold what functions had in memory, so only the server may read them.
 */
export class SnapshotStore {
  readonly #root: string;
  readonly #bootId = currentBootId();
  readonly #notes = new Map<string, SnapshotNote>();
  readonly #forgotten = new Set<string>();

  private constructor(root: string) {
    this.#root = root;
  }

  static async open(root: string): Promise<SnapshotStore> {
    const store = new SnapshotStore(root);
    await mkdir(root, { recursive: true, mode: 0o700 });
    for (const id of await readdir(root)) {
      const note = await readNote(join(root, id));
      if (note === undefined) await rm(join(root, id), { recursive: true, force: true });
      else store.#notes.set(id, note);
    }
    return store;
  }

  get ids(): readonly string[] {
    return [...this.#notes.keys()];
  }

  /** What all of them take of the disk. */
  get sizeBytes(): number {
    return [...this.#notes.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  /** @returns undefined when there is none of this name, or it is for another sandbox or another life of this machine */
  find(id: string, basis: SnapshotBasis): Snapshot | undefined {
    const note = this.#notes.get(id);
    if (note === undefined || this.#forgotten.has(id)) return undefined;
    if (note.bootId !== this.#bootId || note.basis !== JSON.stringify(basis)) return undefined;
    return { id, directory: join(this.#root, id, IMAGE), token: note.token, apiPort: note.apiPort };
  }

  /**
   * @param write makes the directory that it is given, and fills it
   * @returns its name and what it takes of the disk
   */
  async add(
    { basis, ...note }: Pick<SnapshotNote, "token" | "apiPort"> & { readonly basis: SnapshotBasis },
    write: (directory: string) => Promise<void>,
  ): Promise<{ readonly snapshotId: string; readonly sizeBytes: number }> {
    const id = randomHex(16);
    const home = join(this.#root, id);
    await using undo = new AsyncDisposableStack();
    undo.defer(() => rm(home, { recursive: true, force: true }));
    await mkdir(home, { mode: 0o700 });
    await write(join(home, IMAGE));
    const sizeBytes = await directoryBytes(home);
    const written: SnapshotNote = { ...note, basis: JSON.stringify(basis), bootId: this.#bootId, sizeBytes };
    // Last, since it says that all is there.
    await writeFile(join(home, NOTE), JSON.stringify(written), { mode: 0o600 });
    this.#notes.set(id, written);
    undo.move();
    return { snapshotId: id, sizeBytes };
  }

  /** Nobody finds it any more; its files stay until it is removed. @returns false when nobody did before */
  forget(id: string): boolean {
    if (!this.#notes.has(id) || this.#forgotten.has(id)) return false;
    this.#forgotten.add(id);
    return true;
  }

  async remove(id: string): Promise<void> {
    this.#notes.delete(id);
    this.#forgotten.delete(id);
    await rm(join(this.#root, id), { recursive: true, force: true });
  }
}

const readNote = async (home: string): Promise<SnapshotNote | undefined> => {
  try {
    return JSON.parse(await readFile(join(home, NOTE), "utf8")) as SnapshotNote;
  } catch {
    return undefined; // its making was interrupted
  }
};

/** Of sparse files, only what is there. */
const directoryBytes = async (path: string): Promise<number> => {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const found = await Promise.all(files.map(({ parentPath, name }) => stat(join(parentPath, name))));
  return found.reduce((sum, { blocks }) => sum + blocks * BLOCK_BYTES, 0);
};
