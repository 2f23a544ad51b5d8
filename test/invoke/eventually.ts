import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";

/** Waits for what another process does in its own time; fails after far longer than it can take. */
export const eventually = async (isTrue: () => boolean): Promise<void> => {
  for (let look = 0; look < 1_000 && !isTrue(); look++) await setTimeout(10);
  assert(isTrue());
};
