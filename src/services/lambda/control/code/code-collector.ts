import type { Clock } from "../../../../base/clock.ts";
import type { Logger } from "../../../../base/log.ts";
import type { UnpackedCode } from "./unpacked-code.ts";

const INTERVAL_MS = 3_600_000;

interface CollectorDependencies {
  readonly code: { referencedCode(): Promise<ReadonlySet<string>> };
  readonly unpackedCode: Pick<UnpackedCode, "collect">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Removes unpacked code that no function refers to any more: at every start, and hourly. What an environment still
 * runs is leased and stays until the next time. The archives themselves are collected with all other blobs.
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
    const { code, unpackedCode, logger } = this.#dependencies;
    const removed = await unpackedCode.collect(await code.referencedCode());
    if (removed > 0) logger.info({ removed }, "removed unused code");
  }
}
