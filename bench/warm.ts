/**
 * `node bench/warm.ts`: warm invocations by one client that waits for each answer, beside peers. All are up at the same
 * time and take turns, so that drift of the machine hits all alike.
 */
import { runChapter } from "./chapter/chapter.ts";
import { type Findings, format } from "./chapter/findings.ts";
import { closedLoop, type LoadResult } from "./load/closed-loop.ts";
import { LatencyHistogram } from "./load/latency-histogram.ts";
import { spread } from "./statistics.ts";
import { architectSandbox } from "./targets/architect-sandbox.ts";
import { echo, spawnedProcess } from "./targets/floor.ts";
import { lambkin } from "./targets/lambkin.ts";
import { moto } from "./targets/moto.ts";
import { serverlessOffline } from "./targets/serverless-offline.ts";
import { type Target, type TargetKind, TargetUnavailable } from "./targets/target.ts";
import { workerd } from "./targets/workerd.ts";

const KINDS = [lambkin, echo, workerd, serverlessOffline, moto, spawnedProcess, architectSandbox] as const;
const ROUNDS = 9;
const TURN_SECONDS = 0.7;
const WARM_UP_SECONDS = 1;

/** One target of the table, and what it took of its turns. */
interface Entry {
  readonly kind: TargetKind;
  readonly target: Target | string;
  readonly turns: LoadResult[];
}

const bringUp = async (kind: TargetKind, stack: AsyncDisposableStack): Promise<Entry> => {
  try {
    return { kind, target: stack.use(await kind.start()), turns: [] };
  } catch (error) {
    if (!(error instanceof TargetUnavailable)) throw error;
    return { kind, target: error.message, turns: [] };
  }
};

const turn = (target: Target, seconds: number): Promise<LoadResult> =>
  closedLoop(target.port, { clients: 1, seconds, requests: target.requests(), expected: target.expected });

const row = ({ kind, target, turns }: Entry, baseP50Ms: number): readonly string[] => {
  if (typeof target === "string") return [kind.name, `not to be had here: ${target}`];
  const all = merged(turns);
  const p50Ms = all.quantile(0.5);
  return [
    kind.name,
    ...[
      p50Ms,
      spread(turns.map(({ latency }) => latency.quantile(0.5))),
      ...[0.9, 0.99, 0.999].map((q) => all.quantile(q)),
    ].map(format),
    format(all.count),
    format(p50Ms / baseP50Ms),
  ];
};

const merged = (turns: readonly LoadResult[]): LatencyHistogram => {
  const all = new LatencyHistogram();
  for (const { latency } of turns) all.add(latency);
  return all;
};

await runChapter(async ({ quick }): Promise<Findings> => {
  await using stack = new AsyncDisposableStack();
  const entries: Entry[] = [];
  for (const kind of KINDS) entries.push(await bringUp(kind, stack));
  for (const { target } of entries) if (typeof target !== "string") await turn(target, WARM_UP_SECONDS);
  for (let round = 0; round < (quick ? 3 : ROUNDS); round += 1)
    for (const { target, turns } of round % 2 === 0 ? entries : entries.toReversed())
      if (typeof target !== "string") turns.push(await turn(target, TURN_SECONDS));
  const latencies = new Map(entries.map(({ kind, turns }) => [kind.id, merged(turns)]));
  const base = latencies.get(echo.id)?.quantile(0.5) ?? Number.NaN;
  return {
    tables: [
      {
        title: "Warm, one client, milliseconds",
        head: ["", "p50", "± of turns", "p90", "p99", "p99.9", "n", "p50 / echo"],
        rows: entries.map((entry) => row(entry, base)),
      },
    ],
    figures: Object.fromEntries(
      [...latencies]
        .filter(([, { count }]) => count > 0)
        .flatMap(([id, all]) => [
          [`warm.${id}.p50Ms`, all.quantile(0.5)],
          [`warm.${id}.p99Ms`, all.quantile(0.99)],
          [`warm.${id}.p999Ms`, all.quantile(0.999)],
        ]),
    ),
    samples: Object.fromEntries(entries.map(({ kind, turns }) => [kind.id, turns])),
  };
});
