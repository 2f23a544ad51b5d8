import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { BlobStore } from "./contract.ts";

/** A blob younger than this may be waiting for the row that will refer to it. */
const MIN_BLOB_AGE_MS = 3_600_000;
const INTERVAL_MS = 3_600_000;

/** Hashes of all blobs that one owner of blobs needs. Whoever stores blobs is one of the collector's sources. */
export type BlobReferences = () => Promise<Iterable<string>>;

/**
 * Removes blobs that nobody refers to any more: at every start, and hourly. The blob store is one and its owners are
 * several, so none of them may collect on its own: to forget a source is to lose its data.
 */
export class BlobCollector {
  readonly #blobs: Pick<BlobStore, "collect">;
  readonly #sources: readonly BlobReferences[];
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(parts: {
    readonly blobs: Pick<BlobStore, "collect">;
    readonly sources: readonly BlobReferences[];
    readonly clock: Clock;
    readonly logger: Logger;
  }) {
    this.#blobs = parts.blobs;
    this.#sources = parts.sources;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
  }

  /** Goes on until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.collect().catch((error: unknown) =>
        this.#logger.error({ err: error }, "unused blobs could not be removed"),
      );
      await this.#clock.delay(INTERVAL_MS, { signal });
    }
  }

  /** A source that cannot say what it needs keeps every blob alive. @returns how many were removed */
  async collect(): Promise<number> {
    const referenced = new Set<string>();
    for (const references of this.#sources) {
      for (const sha256 of await references()) referenced.add(sha256);
    }
    const removed = await this.#blobs.collect(referenced, MIN_BLOB_AGE_MS);
    if (removed > 0) this.#logger.info({ removed }, "removed unused blobs");
    return removed;
  }
}
