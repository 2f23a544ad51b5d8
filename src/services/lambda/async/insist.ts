import { backoffMs } from "../../../base/backoff.ts";
import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";

/**
 * Writes down what is known of an event, however long the disk is full: were it forgotten, a function would run again
 * that has run already.
 * @throws the signal's reason
 */
export const insist = async (
  write: () => Promise<void>,
  { clock, logger, signal }: { readonly clock: Clock; readonly logger: Logger; readonly signal: AbortSignal },
): Promise<void> => {
  for (let attempts = 1; ; attempts += 1) {
    try {
      await write();
      return;
    } catch (error) {
      signal.throwIfAborted();
      logger.error({ err: error, attempts }, "the state of an asynchronous event could not be written");
      await clock.delay(backoffMs(attempts), { signal });
    }
  }
};
