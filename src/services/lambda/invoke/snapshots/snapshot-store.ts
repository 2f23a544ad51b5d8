import { mkdir, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomHex } from "../../../../base/ids.ts";
import { currentBootId } from "../../../../base/process-identity.ts";
import { deriveKey, Sealer } from "../../../../base/sealer.ts";
import type { MemoryFile, SandboxSpec } from "../../../../sandbox/contract.ts";
import type { NewDataKey, SealedDataKey } from "../../model/data-keys.ts";
import { openSealedFile, sealedBytes, sealFile } from "./sealed-file.ts";

/** What the sandbox that goes on from a snapshot has in common with the one that it was taken in. */
export type SnapshotBasis = Pick<SandboxSpec, "command" | "rootfs" | "mounts" | "limits" | "egress">;

/** What goes with the process. */
export interface SnapshotDetails {
  /** What the function authorizes itself with when it asks for credentials: it is among its variables. */
  readonly token: string;
  /** Where the function finds this server's API, for the same reason. */
  readonly apiPort: number | undefined;
}

/** What can be known of one without its key. */
export interface KeptSnapshot {
  /** What it takes of the disk. */
  readonly sizeBytes: number;
  readonly dataKey: SealedDataKey;
}

/** What is written down beside a snapshot. */
interface SnapshotNote extends KeptSnapshot {
  readonly format: typeof FORMAT;
  readonly basis: string;
  /** No process goes on beyond the end of its machine. */
  readonly bootId: string;
  /** Base64: `SealedDetails` under the data key, bound to what stands above. */
  readonly details: string;
}

interface SealedDetails extends SnapshotDetails {
  readonly contentBytes: number;
  /** With the hole that it ends in. */
  readonly fileBytes: number;
}

/** Earlier ones lay on the disk in clear; they are removed like all that is not understood. */
const FORMAT = 2;
const NOTE = "snapshot.json";
const IMAGE = "image.sealed";
const DETAILS_PURPOSE = "lambda snapshot details v1";
const PAGES_PURPOSE = "lambda snapshot pages v1";

/**
 * Snapshots on the disk, a directory each: encrypted and authenticated, since they hold what functions had in memory. A
 * directory is complete when it is known here; what a killed server left half done is removed when the store is opened.
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

  /** Those that only this KMS key opens. */
  idsUnder(keyId: string): readonly string[] {
    return this.ids.filter((id) => this.#notes.get(id)?.dataKey.keyId === keyId);
  }

  /** @returns undefined when there is none of this name, or it is for another sandbox or another life of this machine */
  find(id: string, basis: SnapshotBasis): KeptSnapshot | undefined {
    const note = this.#notes.get(id);
    if (note === undefined || this.#forgotten.has(id)) return undefined;
    return note.bootId === this.#bootId && note.basis === JSON.stringify(basis) ? note : undefined;
  }

  /**
   * @param file what was taken
   * @returns its name and what it takes of the disk
   */
  async add(
    { basis, ...details }: SnapshotDetails & { readonly basis: SnapshotBasis },
    dataKey: NewDataKey,
    file: MemoryFile,
  ): Promise<{ readonly snapshotId: string; readonly sizeBytes: number }> {
    const id = randomHex(16);
    const home = join(this.#root, id);
    await using undo = new AsyncDisposableStack();
    undo.defer(() => rm(home, { recursive: true, force: true }));
    await mkdir(home, { mode: 0o700 });
    const contentBytes = await file.contentBytes();
    const { size: fileBytes } = await file.handle.stat();
    await using image = await open(join(home, IMAGE), "wx", 0o600);
    await sealFile(file.handle, image, { key: pagesKey(dataKey.plaintext), context: id, contentBytes });
    const unsealed = {
      format: FORMAT,
      basis: JSON.stringify(basis),
      bootId: this.#bootId,
      sizeBytes: sealedBytes(contentBytes),
      dataKey: dataKey.sealed,
    } as const;
    const note = { ...unsealed, details: sealDetails(id, unsealed, dataKey, { ...details, contentBytes, fileBytes }) };
    // Last, since it says that all is there.
    await writeFile(join(home, NOTE), JSON.stringify(note), { mode: 0o600 });
    this.#notes.set(id, note);
    undo.move();
    return { snapshotId: id, sizeBytes: note.sizeBytes };
  }

  /**
   * Decrypts a snapshot.
   * @returns undefined when it is gone, or not what was written
   */
  async read(id: string, dataKey: Uint8Array, to: MemoryFile): Promise<SnapshotDetails | undefined> {
    const note = this.#notes.get(id);
    const sealed = note && openDetails(id, note, dataKey);
    if (sealed === undefined) return undefined;
    const { contentBytes, fileBytes, ...details } = sealed;
    try {
      await using image = await open(join(this.#root, id, IMAGE), "r");
      await to.handle.truncate(fileBytes);
      const options = { key: pagesKey(dataKey), context: id, contentBytes };
      return (await openSealedFile(image, to.handle, options)) ? details : undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
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
    const note = JSON.parse(await readFile(join(home, NOTE), "utf8")) as SnapshotNote;
    return note.format === FORMAT ? note : undefined;
  } catch {
    return undefined; // its making was interrupted
  }
};

const pagesKey = (dataKey: Uint8Array): Buffer => deriveKey(dataKey, PAGES_PURPOSE);

/** What stands in clear counts only as long as it is what was written. */
const contextOf = (id: string, { basis, bootId, sizeBytes }: Omit<SnapshotNote, "details">): string =>
  JSON.stringify([id, bootId, sizeBytes, basis]);

const sealDetails = (
  id: string,
  note: Omit<SnapshotNote, "details">,
  { plaintext }: NewDataKey,
  details: SealedDetails,
): string =>
  new Sealer(plaintext, DETAILS_PURPOSE).seal(JSON.stringify(details), contextOf(id, note)).toString("base64");

const openDetails = (id: string, note: SnapshotNote, dataKey: Uint8Array): SealedDetails | undefined => {
  const text = new Sealer(dataKey, DETAILS_PURPOSE).open(Buffer.from(note.details, "base64"), contextOf(id, note));
  return text === undefined ? undefined : (JSON.parse(text) as SealedDetails);
};
