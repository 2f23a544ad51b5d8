import { setTimeout as sleep } from "node:timers/promises";
import { LambdaServiceException } from "@aws-sdk/client-lambda";
import type { Load } from "./loads.ts";
import type { Site } from "./site.ts";

/** What came of one load, over all lives of the server. */
class Outcomes {
  asExpected = 0;
  throttled = 0;
  /** By a kill of the server: nobody knows what came of them. */
  cutOff = 0;
  readonly unexpected: string[] = [];
}

export type Tally = Map<string, Outcomes>;

/**
 * Uses the server in all ways at once until the signal is aborted, and waits for what was begun.
 * @param isEnding whether the server is being killed, so that connections may break
 */
export const runLoads = async (
  loads: readonly Load[],
  site: Site,
  tally: Tally,
  { signal, isEnding }: { readonly signal: AbortSignal; readonly isEnding: () => boolean },
): Promise<void> => {
  const clients = loads.flatMap((load) => {
    const outcomes = tally.get(load.name) ?? new Outcomes();
    tally.set(load.name, outcomes);
    return Array.from({ length: load.clients }, async () => {
      while (!signal.aborted) {
        await useOnce(load, site, outcomes, isEnding);
        await sleep(load.pauseMs);
      }
    });
  });
  await Promise.all(clients);
};

const useOnce = async (load: Load, site: Site, outcomes: Outcomes, isEnding: () => boolean): Promise<void> => {
  try {
    await load.use(site);
    outcomes.asExpected += 1;
  } catch (error) {
    if (isEnding()) outcomes.cutOff += 1;
    else if (error instanceof LambdaServiceException && error.name === "TooManyRequestsException")
      outcomes.throttled += 1;
    else outcomes.unexpected.push(String(error));
  }
};
