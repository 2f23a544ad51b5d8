import { setTimeout } from "node:timers/promises";

/** Far longer than anything takes on a slow and busy machine: only a test that fails waits so long. */
const PATIENCE_MS = 60_000;

/**
 * Waits for what others do in their own time and tell nobody.
 * @param what for whoever reads that it never came
 */
export const eventually = async (
  holds: () => boolean | Promise<boolean>,
  what: string = holds.toString(),
): Promise<void> => {
  const endMs = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`Still not so: ${what}`);
    await setTimeout(10);
  }
};
