/**
 * `node bench/peers-cold.ts`: what a first answer takes elsewhere: of servers that were just started, and of those that
 * start a process for each request anyway.
 */
import { runChapter } from "./chapter/chapter.ts";
import { type Findings, format } from "./chapter/findings.ts";
import { LoadConnection } from "./load/load-connection.ts";
import { summarize } from "./statistics.ts";
import { architectSandbox } from "./targets/architect-sandbox.ts";
import { spawnedProcess } from "./targets/floor.ts";
import { serverlessOffline } from "./targets/serverless-offline.ts";
import { type Target, type TargetKind, whyMissing } from "./targets/target.ts";
import { workerd } from "./targets/workerd.ts";

/** @param startsAnew whether a request to a server that runs is cold, too */
const KINDS: readonly { readonly kind: TargetKind; readonly count: number; readonly startsAnew: boolean }[] = [
  { kind: spawnedProcess, count: 40, startsAnew: true },
  { kind: architectSandbox, count: 20, startsAnew: true },
  { kind: workerd, count: 10, startsAnew: false },
  { kind: serverlessOffline, count: 5, startsAnew: false },
];

const firstAnswerMs = async (target: Target): Promise<number> => {
  using connection = await LoadConnection.open(target.port);
  const [request = Buffer.alloc(0)] = target.requests();
  const sentMs = performance.now();
  const { status, start } = await connection.exchange(request);
  if (status !== 200 || !start.includes(target.expected)) throw new Error(`the answer was ${status}: ${start}`);
  return performance.now() - sentMs;
};

const measure = async (kind: TargetKind, count: number, startsAnew: boolean): Promise<readonly number[]> => {
  const samples: number[] = [];
  if (startsAnew) {
    await using target = await kind.start();
    await firstAnswerMs(target);
    for (let n = 0; n < count; n += 1) samples.push(await firstAnswerMs(target));
    return samples;
  }
  for (let n = 0; n < count; n += 1) {
    await using target = await kind.start();
    samples.push(await firstAnswerMs(target));
  }
  return samples;
};

await runChapter(async ({ quick }): Promise<Findings> => {
  const rows: (readonly string[])[] = [];
  const missing: string[] = [];
  const figures: Record<string, number> = {};
  const samples: Record<string, readonly number[]> = {};
  for (const { kind, count, startsAnew } of KINDS) {
    try {
      const measured = await measure(kind, quick ? Math.ceil(count / 4) : count, startsAnew);
      const { p50, p90, max } = summarize(measured);
      rows.push([kind.name, ...[p50, p90, max].map(format), startsAnew ? "each request" : "each start of the server"]);
      figures[`peersCold.${kind.id}.p50Ms`] = p50;
      samples[kind.id] = measured;
    } catch (error) {
      missing.push(`${kind.name} was not measured: ${whyMissing(error)}.`);
    }
  }
  return {
    tables: [
      {
        title: "Cold elsewhere, Node hello, milliseconds",
        head: ["", "p50", "p90", "max", "cold is"],
        rows,
        ...(missing.length > 0 && { note: missing.join(" ") }),
      },
    ],
    figures,
    samples,
  };
});
