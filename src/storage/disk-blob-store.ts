import { createHash, type Hash } from "node:crypto";
import { createReadStream, statSync, unlinkSync } from "node:fs";
import { access, type FileHandle, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline, type Readable, Transform } from "node:stream";
import { type Clock, systemClock } from "../base/clock.ts";
import { randomHex } from "../base/ids.ts";
import { blobDamaged, toBlobError } from "./blob-error.ts";
import type { Blob, BlobStore, ByteRange } from "./contract.ts";
import { syncDirectory } from "./sync-directory.ts";

const SHA256 = /^[0-9a-f]{64}$/;
const INCOMING = "incoming";

/**
 * Opens a directory of blobs, creating it when there is none, and sweeps what a killed server was still writing.
 * @throws OperatorError when the directory cannot be used
 */
export const openDiskBlobStore = async (options: {
  readonly directory: string;
  readonly clock?: Clock;
}): Promise<BlobStore> => {
  const incoming = join(options.directory, INCOMING);
  try {
    await rm(incoming, { recursive: true, force: true });
    await mkdir(incoming, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw toBlobError(error, options.directory);
  }
  return new DiskBlobStore(options.directory, options.clock ?? systemClock);
};

/**
 * One file a blob, at `ab/abcd…`. A blob is written under a name of its own, synced, and only then renamed to its
 * hash: under a hash there are always all of its bytes.
 */
class DiskBlobStore implements BlobStore {
  readonly #directory: string;
  readonly #clock: Clock;
  /** How many writers are about to publish a hash; `collect` leaves those alone. */
  readonly #arriving = new Map<string, number>();

  constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  async put(content: Uint8Array | Readable): Promise<Blob> {
    const temporary = join(this.#directory, INCOMING, randomHex(16));
    try {
      await using cleanup = new AsyncDisposableStack();
      const file = await open(temporary, "wx", 0o600);
      cleanup.defer(() => rm(temporary, { force: true }));
      cleanup.defer(() => file.close());
      const blob = await writeAll(file, content);
      // The time of the last put, also of bytes that were here before: `collect` goes by it.
      await file.utimes(new Date(this.#clock.nowMs()), new Date(this.#clock.nowMs()));
      await file.sync();
      await this.#publish(temporary, blob.sha256);
      return blob;
    } catch (error) {
      throw toBlobError(error, this.#directory);
    }
  }

  async read(sha256: string): Promise<Uint8Array> {
    const path = this.#pathOf(sha256);
    try {
      const content = await readFile(path);
      if (createHash("sha256").update(content).digest("hex") !== sha256) throw blobDamaged(path);
      return content;
    } catch (error) {
      throw toBlobError(error, path);
    }
  }

  /** The stream of a whole blob fails at its end when the bytes are not the ones that were put. */
  open(sha256: string, range?: ByteRange): Readable {
    const path = this.#pathOf(sha256);
    const checked = range === undefined ? verifyHash(sha256, path) : explainErrors(path);
    // A failure destroys `checked`, which is where the reader learns of it.
    pipeline(createReadStream(path, range), checked, () => undefined);
    return checked;
  }

  async has(sha256: string): Promise<boolean> {
    return access(this.#pathOf(sha256)).then(
      () => true,
      () => false,
    );
  }

  async collect(referenced: ReadonlySet<string>, minAgeMs: number): Promise<number> {
    let removed = 0;
    for (const shard of await readdir(this.#directory)) {
      if (shard === INCOMING) continue;
      for (const name of await readdir(join(this.#directory, shard))) {
        if (SHA256.test(name) && !referenced.has(name) && this.#removeOld(name, minAgeMs)) removed += 1;
      }
    }
    return removed;
  }

  /** Looks and removes in one go, without giving `put` a chance to come between. */
  #removeOld(sha256: string, minAgeMs: number): boolean {
    const path = this.#pathOf(sha256);
    if (this.#arriving.has(sha256)) return false;
    if (this.#clock.nowMs() - statSync(path).mtimeMs < minAgeMs) return false;
    unlinkSync(path);
    return true;
  }

  async #publish(temporary: string, sha256: string): Promise<void> {
    using _claim = this.#claim(sha256);
    const path = this.#pathOf(sha256);
    const shard = join(path, "..");
    if ((await mkdir(shard, { recursive: true, mode: 0o700 })) !== undefined) await syncDirectory(this.#directory);
    await rename(temporary, path);
    await syncDirectory(shard);
  }

  #claim(sha256: string): Disposable {
    this.#arriving.set(sha256, (this.#arriving.get(sha256) ?? 0) + 1);
    return {
      [Symbol.dispose]: () => {
        const left = (this.#arriving.get(sha256) ?? 1) - 1;
        if (left === 0) this.#arriving.delete(sha256);
        else this.#arriving.set(sha256, left);
      },
    };
  }

  #pathOf(sha256: string): string {
    if (!SHA256.test(sha256)) throw new Error(`not a blob name: ${sha256}`);
    return join(this.#directory, sha256.slice(0, 2), sha256);
  }
}

const writeAll = async (file: FileHandle, content: Uint8Array | Readable): Promise<Blob> => {
  const hash: Hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of content instanceof Uint8Array ? [content] : (content as AsyncIterable<Uint8Array>)) {
    hash.update(chunk);
    sizeBytes += chunk.byteLength;
    await file.writeFile(chunk);
  }
  return { sha256: hash.digest("hex"), sizeBytes };
};

const explainErrors = (path: string): Transform =>
  new Transform({
    transform: (chunk: Uint8Array, _encoding, done) => done(null, chunk),
    destroy: (error, done) => done(error === null ? null : (toBlobError(error, path) as Error)),
  });

const verifyHash = (sha256: string, path: string): Transform => {
  const hash = createHash("sha256");
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    destroy(error, done) {
      done(error === null ? null : (toBlobError(error, path) as Error));
    },
    flush(done) {
      done(hash.digest("hex") === sha256 ? null : blobDamaged(path));
    },
  });
};
