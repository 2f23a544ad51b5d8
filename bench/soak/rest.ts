import { setTimeout as sleep } from "node:timers/promises";
import type { TestServer } from "../../test/support/server.ts";
import { type Counts, hostHoldings, processHoldings, residentMiB } from "./host-holdings.ts";
import type { Inspector } from "./inspector.ts";
import { countRows, databaseMiB } from "./rows.ts";
import type { Site } from "./site.ts";

const PATIENCE_MS = 120_000;
const LOOK_AGAIN_MS = 2_000;

/** All that a server holds while nobody uses it. */
export interface Holdings {
  /** What must not grow from rest to rest. */
  readonly counts: Counts;
  readonly rows: Counts;
  /** In the heap, by class, where they were counted. */
  readonly objects: Counts | undefined;
  readonly heapMiB: number;
  readonly externalMiB: number;
  readonly residentMiB: number;
  readonly databaseMiB: number;
}

/** Counting objects takes the server some memory, which it does not give back. */
interface RestOptions {
  readonly inspector: Inspector;
  readonly countsObjects: boolean;
}

/**
 * Waits until no event waits, every environment has ended and nothing changes any more, and says what is held then.
 * @throws when that does not come about
 */
export const rest = async (server: TestServer, site: Site, options: RestOptions): Promise<Holdings> => {
  const { home } = server;
  const pid = server.record.processId;
  const deadline = Date.now() + PATIENCE_MS;
  let before = "";
  for (;;) {
    const counts = { ...(await hostHoldings(home, pid)), ...(await processHoldings(pid, home)) };
    const { queues } = (await site.getJson("_lambkin/async-queues")) as { readonly queues: readonly unknown[] };
    const now = JSON.stringify(counts);
    if (queues.length === 0 && now === before) return await look(home, pid, counts, options);
    if (Date.now() > deadline)
      throw new Error(`the server does not come to rest: ${JSON.stringify({ queues, counts })}`);
    before = now;
    await sleep(LOOK_AGAIN_MS);
  }
};

const look = async (
  home: string,
  pid: number,
  counts: Counts,
  { inspector, countsObjects }: RestOptions,
): Promise<Holdings> => {
  const { resources, heapMiB, externalMiB } = await inspector.holdings();
  return {
    counts: {
      ...counts,
      ...Object.fromEntries(Object.entries(resources).map(([type, count]) => [`in Node: ${type}`, count])),
    },
    rows: countRows(home),
    objects: countsObjects ? await inspector.objects() : undefined,
    heapMiB,
    externalMiB,
    residentMiB: await residentMiB(pid),
    databaseMiB: databaseMiB(home).file,
  };
};
