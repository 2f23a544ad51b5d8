import type { MemoryFile, SandboxBackend } from "../../../../sandbox/contract.ts";
import { cannotDecryptSnapshot } from "../../kms-exceptions.ts";
import type { FunctionDataKeys } from "../../model/data-keys.ts";
import type { MemoryShare } from "../host-memory.ts";
import type { KeptSnapshot, SnapshotBasis, SnapshotDetails, SnapshotStore } from "./snapshot-store.ts";
import { SnapshotUnusable } from "./snapshot-unusable.ts";

const BYTES_PER_MIB = 1_048_576;

/** A snapshot that can be gone on from, until it is disposed of. */
export interface Snapshot extends SnapshotDetails, Disposable {
  readonly id: string;
  /** See `SandboxSnapshot`. */
  readonly path: string;
}

/** What was decrypted already: a file in memory, and what of the host's memory is counted for it. */
export interface OpenSnapshot {
  readonly id: string;
  readonly details: SnapshotDetails;
  readonly file: MemoryFile;
  readonly memory: MemoryShare;
}

export interface OpenSnapshotsOptions {
  readonly store: SnapshotStore;
  readonly keys: FunctionDataKeys;
  readonly files: Pick<SandboxBackend, "makeMemoryFile">;
  /** @returns undefined when the host has not that much free */
  readonly reserveMemory: (memoryMiB: number) => MemoryShare | undefined;
  /** What all together may take of the host's memory. */
  readonly limitMiB: number;
  readonly onError: (error: unknown) => void;
}

interface Entry extends OpenSnapshot {
  /** Environments that live on it. They share its memory, which is free when the last of them has ended. */
  holders: number;
  /** Nobody new goes on from it. */
  isClosed: boolean;
}

/**
 * Snapshots as sandboxes can map them: decrypted, in memory and nowhere else. One is there from when it is taken, or from
 * when it is first needed after the server's start, until its memory is needed for another one; least recently used first.
 */
export class OpenSnapshots implements AsyncDisposable {
  /** All of them, as they lie on the disk. */
  readonly store: SnapshotStore;
  readonly keys: FunctionDataKeys;
  readonly #options: OpenSnapshotsOptions;
  /** By id; the one used last is the last one. */
  readonly #entries = new Map<string, Entry>();
  readonly #opening = new Map<string, Promise<boolean>>();
  /** Were closed before they were open: by now their key may be unusable. */
  readonly #closedTooSoon = new Set<string>();
  readonly #closing = new Set<Promise<void>>();
  #takenMiB = 0;

  constructor(options: OpenSnapshotsOptions) {
    this.#options = options;
    this.store = options.store;
    this.keys = options.keys;
  }

  /**
   * What an environment is to go on from; to be held as long as it lives.
   * @returns undefined when there is none for such a sandbox, or no memory for it
   * @throws SnapshotUnusable when it is not what was written
   * @throws ServiceException KMSDisabledException and its kin
   */
  async acquire(id: string, basis: SnapshotBasis): Promise<Snapshot | undefined> {
    const kept = this.store.find(id, basis);
    if (kept === undefined) return undefined;
    for (;;) {
      const entry = this.#entries.get(id);
      if (entry !== undefined) return this.#hold(entry);
      if (!(await this.#opened(id, kept))) return undefined;
    }
  }

  /** Takes over what was just taken. Without room it is closed, and decrypted when it is needed. */
  async add(snapshot: OpenSnapshot): Promise<void> {
    const entry = { ...snapshot, holders: 0, isClosed: false };
    this.#takenMiB += snapshot.memory.heldMiB;
    while (this.#takenMiB > this.#options.limitMiB) if (!(await this.evict())) return this.#release(entry);
    this.#entries.set(snapshot.id, entry);
  }

  /** Environments that live on it go on. */
  close(id: string): void {
    if (this.#opening.has(id)) this.#closedTooSoon.add(id);
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    entry.isClosed = true;
    if (entry.holders === 0) this.#release(entry);
  }

  /** Gives up the one that was not used for longest. @returns false when environments live on each */
  async evict(): Promise<boolean> {
    const unused = [...this.#entries.values()].find(({ holders }) => holders === 0);
    if (unused === undefined) return false;
    this.close(unused.id);
    await Promise.all(this.#closing);
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#opening.values());
    for (const entry of this.#entries.values()) this.#release(entry);
    this.#entries.clear();
    await Promise.all(this.#closing);
  }

  #hold(entry: Entry): Snapshot {
    this.#entries.delete(entry.id);
    this.#entries.set(entry.id, entry);
    entry.holders += 1;
    let isHeld = true;
    return {
      id: entry.id,
      path: entry.file.path,
      ...entry.details,
      [Symbol.dispose]: () => {
        if (!isHeld) return;
        isHeld = false;
        entry.holders -= 1;
        if (entry.isClosed && entry.holders === 0) this.#release(entry);
      },
    };
  }

  /** Once for all who wait for it. */
  #opened(id: string, kept: KeptSnapshot): Promise<boolean> {
    const begun = this.#opening.get(id);
    if (begun !== undefined) return begun;
    const opening = this.#open(id, kept).finally(() => {
      this.#opening.delete(id);
      this.#closedTooSoon.delete(id);
    });
    this.#opening.set(id, opening);
    return opening;
  }

  /** @returns false when there is no memory for it. Otherwise it is open, unless somebody closed it meanwhile */
  async #open(id: string, { dataKey, sizeBytes }: KeptSnapshot): Promise<boolean> {
    const opened = await this.keys.open(dataKey);
    if (opened.kind === "unusable") throw cannotDecryptSnapshot(opened.error);
    const memory = await this.#reserve(Math.ceil(sizeBytes / BYTES_PER_MIB));
    if (memory === undefined) return false;
    await using undo = new AsyncDisposableStack();
    undo.defer(() => this.#giveBack(memory));
    const file = undo.use(await this.#options.files.makeMemoryFile());
    const details = await this.store.read(id, opened.key, file);
    if (this.#closedTooSoon.delete(id)) return true;
    if (details === undefined) throw new SnapshotUnusable("It is damaged.");
    this.#entries.set(id, { id, details, file, memory, holders: 0, isClosed: false });
    undo.move();
    return true;
  }

  /** @returns undefined when environments live on what is in the way, or need the memory themselves */
  async #reserve(sizeMiB: number): Promise<MemoryShare | undefined> {
    const { limitMiB, reserveMemory } = this.#options;
    for (;;) {
      const share = this.#takenMiB + sizeMiB > limitMiB ? undefined : reserveMemory(sizeMiB);
      if (share !== undefined) {
        this.#takenMiB += sizeMiB;
        return share;
      }
      if (!(await this.evict())) return undefined;
    }
  }

  #giveBack(memory: MemoryShare): void {
    this.#takenMiB -= memory.heldMiB;
    memory[Symbol.dispose]();
  }

  #release(entry: Entry): void {
    const released = this.#closeFile(entry).finally(() => this.#closing.delete(released));
    this.#closing.add(released);
  }

  async #closeFile({ file, memory }: Entry): Promise<void> {
    try {
      await file[Symbol.asyncDispose]();
    } catch (error) {
      this.#options.onError(error);
    } finally {
      this.#giveBack(memory);
    }
  }
}
