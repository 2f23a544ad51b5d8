import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { countProcessorTime, descendantsOf } from "../load/processor-time.ts";
import type { LambkinServer } from "../targets/lambkin-server.ts";
import { manyAtOnce } from "./many-at-once.ts";

/** So that there are as many environments as requests, not fewer that take turns. */
export const IDLE_HOLD_MS = 2_000;
const COUNTS = [50, 100] as const;
const WITHIN_MS = 20_000;
const SETTLE_MS = 3_000;
/** Of those asked for: on a slow machine some are used twice. */
const LEAST_SHARE = 0.5;
const OBSERVE_MS = 3_000;

/** What one idle environment takes: by what more of them take more, so that what all share counts once. */
export interface IdleEnvironment {
  /** Proportional set size of its processes: of pages that are shared, its share. */
  readonly processesMiB: number;
  /** What the server itself grows by. */
  readonly serverMiB: number;
  /** Processor time in a second. */
  readonly microsASecond: number;
}

export const idleEnvironment = async (server: LambkinServer, functionName: string): Promise<IdleEnvironment> => {
  const sizes: Sizes[] = [];
  for (const count of COUNTS) {
    await manyAtOnce(server, functionName, { count, holdMs: IDLE_HOLD_MS, withinMs: WITHIN_MS });
    await sleep(SETTLE_MS);
    sizes.push({
      environments: await server.countColdStarts([functionName]),
      processesMiB: descendantsOf(server.pid).reduce((sum, pid) => sum + sizeMiB(pid, "Pss"), 0),
      serverMiB: sizeMiB(server.pid, "Rss"),
    });
  }
  const [few, many] = sizes;
  if (few === undefined || many === undefined) throw new Error("nothing was measured");
  const more = many.environments - few.environments;
  if (more < (COUNTS[1] - COUNTS[0]) * LEAST_SHARE) throw new Error(`there were only ${more} environments more`);
  const processorTime = countProcessorTime(server.pid);
  await sleep(OBSERVE_MS);
  return {
    processesMiB: (many.processesMiB - few.processesMiB) / more,
    serverMiB: Math.max(0, (many.serverMiB - few.serverMiB) / more),
    microsASecond: (processorTime().below / many.environments / OBSERVE_MS) * 1_000,
  };
};

interface Sizes {
  readonly environments: number;
  readonly processesMiB: number;
  readonly serverMiB: number;
}

/** 0 of a process that has ended. */
const sizeMiB = (pid: number, name: "Pss" | "Rss"): number => {
  try {
    const sizes = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(sizes)?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
};
