import type { Clock } from "../../../base/clock.ts";

/** Waits for something, but no longer than that. Its failure is not told. */
export const within = async (limitMs: number, awaited: Promise<unknown>, clock: Clock): Promise<void> => {
  const late = Promise.withResolvers<void>();
  using _ = clock.after(limitMs, () => late.resolve());
  await Promise.race([awaited.catch(() => {}), late.promise]);
};
