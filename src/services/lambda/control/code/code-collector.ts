import type { Clock } from "../../../../base/clock.ts";
import type { Logger } from "../../../../base/log.ts";
import type { UnpackedCode } from "./unpacked-code.ts";

const INTERVAL_MS = 3_600_000;

interface CollectorDependencies {
  readonly code: { referencedCode(): Promise<ReadonlySet<string>> };
  readonly unpackedCode: Pick<UnpackedCode, "collect" | "restore">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Removes unpacked code that no function refers to any more, and unpacks what is missing, so that no invocation has to
 * wait for it after a reboot: at every start, and hourly. What an environment still runs is leased and stays until the
 * next time. The archives themselves are collected with all other blobs.
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
      await this.#tidy(signal).catch((error: unknown) => logger.error({ err: error }, "code could not be tidied up"));
      await clock.delay(INTERVAL_MS, { signal });
    }
  }

  async #tidy(signal: AbortSignal): Promise<void> {
    const { code, unpackedCode, logger } = this.#dependencies;
    const referenced = await code.referencedCode();
    const removed = await unpackedCode.collect(referenced);
    if (removed > 0) logger.info({ removed }, "removed unused code");
    const restored = await unpackedCode.restore(referenced, signal);
    if (restored > 0) logger.info({ restored }, "unpacked code again");
  }
}
