import type { IncomingMessage } from "node:http";
import type { Clock } from "../../base/clock.ts";

/** Enough for a client that sends its largest upload to the end before it reads the refusal. */
const MAX_DISCARDED_BYTES = 512 * 1024 * 1024;
const MAX_LINGER_MS = 10_000;

/**
 * Swallows what is left of a body after its answer was sent, within limits. Closing at once would make the
 * client's system throw the answer away unread.
 */
export const discardRest = (incoming: IncomingMessage, clock: Clock): void => {
  if (incoming.complete || incoming.destroyed) return;
  let leftBytes = MAX_DISCARDED_BYTES;
  const timer = clock.after(MAX_LINGER_MS, () => incoming.destroy());
  incoming.on("data", (chunk: Buffer) => {
    leftBytes -= chunk.length;
    if (leftBytes < 0) incoming.destroy();
  });
  incoming.on("close", () => timer[Symbol.dispose]());
  incoming.resume();
};
