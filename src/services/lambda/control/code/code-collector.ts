import type { Clock } from "../../../../base/clock.ts";
import type { Logger } from "../../../../base/log.ts";
import type { UnpackedCode } from "./unpacked-code.ts";

/** A blob younger than this may be waiting for the row that will refer to it. */
const MIN_BLOB_AGE_MS = 3_600_000;
const INTERVAL_MS = 3_600_000;

export interface CollectableBlobs {
  collect(referenced: ReadonlySet<string>, minAgeMs: number): Promise<number>;
}

interface CollectorDependencies {
  readonly code: { referencedCode(): Promise<ReadonlySet<string>> };
  readonly blobs: CollectableBlobs;
  readonly unpackedCode: Pick<UnpackedCode, "collect">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Removes code that no function refers to any more: at every start, and hourly. What an environment still runs is
 * leased and stays until the next time.
 */
export class CodeCollector {
  readonly #dependencies: CollectorDependencies;

  constructor(dependencies: CollectorDependencies) {
    this.#dependencies = dependencies;
  }

  /** Goes on until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#dependencies;
    while (!signal.aborted) {
      await this.collect().catch((error: unknown) => logger.error({ err: error }, "unused code could not be removed"));
      await clock.delay(INTERVAL_MS, { signal });
    }
  }

  async collect(): Promise<void> {
    const { code, blobs, unpackedCode, logger } = this.#dependencies;
    const referenced = await code.referencedCode();
    const removedTrees = await unpackedCode.collect(referenced);
    const removedBlobs = await blobs.collect(referenced, MIN_BLOB_AGE_MS);
    if (removedTrees + removedBlobs > 0) logger.info({ removedTrees, removedBlobs }, "removed unused code");
  }
}
