/**
 * `node bench/warm.ts`: warm invocations by one client that waits for each answer, beside peers. All are up at the same
 * time and take turns, so that drift of the machine hits all alike.
 */
import { runChapter } from "./chapter/chapter.ts";
import { type Findings, format } from "./chapter/findings.ts";
import { inTurns } from "./chapter/in-turns.ts";
import { closedLoop, type LoadResult } from "./load/closed-loop.ts";
import { LatencyHistogram } from "./load/latency-histogram.ts";
import { spread } from "./statistics.ts";
import { architectSandbox } from "./targets/architect-sandbox.ts";
import { awsRie } from "./targets/aws-rie.ts";
import { echo, spawnedProcess } from "./targets/floor.ts";
import { lambkin } from "./targets/lambkin.ts";
import { moto } from "./targets/moto.ts";
import { serverlessOffline } from "./targets/serverless-offline.ts";
import { type Target, type TargetKind, whyMissing } from "./targets/target.ts";
import { workerd } from "./targets/workerd.ts";

/** Those that must be there for anything to be compared. */
const NEEDED = new Set([lambkin, echo]);
const PEERS = [workerd, awsRie, serverlessOffline, moto, spawnedProcess, architectSandbox] as const;
const ROUNDS = 9;
const TURN_SECONDS = 0.6;
const WARM_UP_SECONDS = 1;

/** A target and what it took of its turns. A peer that does not come up, or fails, is missing; the others go on. */
interface Entry {
  readonly kind: TargetKind;
  target?: Target;
  missing?: string;
  readonly turns: LoadResult[];
}

const turn = (target: Target, seconds: number): Promise<LoadResult> =>
  closedLoop(target.port, { clients: 1, seconds, requests: target.requests(), expected: target.expected });

const unlessItFails = async (entry: Entry, task: () => Promise<void>): Promise<void> => {
  if (entry.missing !== undefined) return;
  try {
    await task();
  } catch (error) {
    if (NEEDED.has(entry.kind)) throw error;
    entry.missing = whyMissing(error);
  }
};

const merged = (turns: readonly LoadResult[]): LatencyHistogram => {
  const all = new LatencyHistogram();
  for (const { latency } of turns) all.add(latency);
  return all;
};

const row = ({ kind, turns }: Entry, baseP50Ms: number): readonly string[] => {
  const all = merged(turns);
  const p50Ms = all.quantile(0.5);
  const ofTurns = spread(turns.map(({ latency }) => latency.quantile(0.5)));
  const tail = [0.9, 0.99, 0.999].map((share) => all.quantile(share));
  return [kind.name, ...[p50Ms, ofTurns, ...tail, all.count, p50Ms / baseP50Ms].map(format)];
};

await runChapter(async ({ quick }): Promise<Findings> => {
  await using stack = new AsyncDisposableStack();
  const entries: Entry[] = [...NEEDED, ...PEERS].map((kind) => ({ kind, turns: [] }));
  for (const entry of entries)
    await unlessItFails(entry, async () => {
      entry.target = stack.use(await entry.kind.start());
      await turn(entry.target, WARM_UP_SECONDS);
    });
  await inTurns(entries, quick ? 3 : ROUNDS, (entry) =>
    unlessItFails(entry, async () => {
      if (entry.target !== undefined) entry.turns.push(await turn(entry.target, TURN_SECONDS));
    }),
  );
  const missing = entries.flatMap((entry) =>
    entry.missing === undefined ? [] : `${entry.kind.name} was not measured: ${entry.missing}.`,
  );
  const measured = entries.filter(({ missing }) => missing === undefined);
  const latencies = new Map(measured.map(({ kind, turns }) => [kind.id, merged(turns)]));
  const base = latencies.get(echo.id)?.quantile(0.5) ?? Number.NaN;
  return {
    tables: [
      {
        title: "Warm, one client, milliseconds",
        head: ["", "p50", "± of turns", "p90", "p99", "p99.9", "n", "p50 / echo"],
        rows: measured.map((entry) => row(entry, base)),
        ...(missing.length > 0 && { note: missing.join(" ") }),
      },
    ],
    figures: Object.fromEntries(
      [...latencies].flatMap(([id, all]) => [
        [`warm.${id}.p50Ms`, all.quantile(0.5)],
        [`warm.${id}.p99Ms`, all.quantile(0.99)],
        [`warm.${id}.p999Ms`, all.quantile(0.999)],
      ]),
    ),
    samples: Object.fromEntries(measured.map(({ kind, turns }) => [kind.id, turns])),
  };
});
