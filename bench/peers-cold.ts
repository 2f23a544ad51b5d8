/**
 * `node bench/peers-cold.ts`: what a cold start takes here and elsewhere, in turns: of environments, of servers that
 * start a process for each request, and the first answer of servers that were just started.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { runChapter } from "./chapter/chapter.ts";
import { type Findings, format } from "./chapter/findings.ts";
import { inTurns } from "./chapter/in-turns.ts";
import { type ColdKind, eachRequest, eachStart, laterStart } from "./cold/cold-kinds.ts";
import { summarize } from "./statistics.ts";
import { architectSandbox } from "./targets/architect-sandbox.ts";
import { awsRie } from "./targets/aws-rie.ts";
import { spawnedProcess } from "./targets/floor.ts";
import { serverlessOffline } from "./targets/serverless-offline.ts";
import { whyMissing } from "./targets/target.ts";
import { workerd } from "./targets/workerd.ts";

/** Those that must be there for anything to be compared. */
const NEEDED: readonly ColdKind[] = [
  laterStart({ id: "lambkin", name: "Lambkin, prepared", settings: [], pauseMs: 220 }),
  laterStart({ id: "ordinary", name: "Lambkin, ordinary", settings: ["--prepared-sandboxes", "0"], pauseMs: 60 }),
  eachRequest(spawnedProcess, 8),
];
const PEERS: readonly ColdKind[] = [
  eachRequest(architectSandbox, 5),
  eachStart(awsRie, 2),
  eachStart(serverlessOffline, 1),
  eachStart(workerd, 2),
];
const ROUNDS = 4;
/** For a server to prepare anew what was used before another has its turn. */
const SETTLE_MS = 400;

/** What is measured, and what it took. One that does not come up, or fails, is missing; the others go on. */
interface Entry {
  readonly kind: ColdKind;
  readonly samplesMs: number[];
  readonly turn: () => Promise<readonly number[]>;
}

await runChapter(async ({ quick }): Promise<Findings> => {
  await using stack = new AsyncDisposableStack();
  const entries: Entry[] = [];
  const missing = new Map<ColdKind, string>();
  const unlessItFails = async (kind: ColdKind, task: () => Promise<void>): Promise<void> => {
    if (missing.has(kind)) return;
    try {
      await task();
    } catch (error) {
      if (NEEDED.includes(kind)) throw error;
      missing.set(kind, whyMissing(error));
    }
  };
  for (const kind of [...NEEDED, ...PEERS])
    await unlessItFails(kind, async () => {
      entries.push({ kind, samplesMs: [], turn: await kind.begin(stack) });
    });
  await inTurns(entries, quick ? 1 : ROUNDS, ({ kind, samplesMs, turn }) =>
    unlessItFails(kind, async () => {
      samplesMs.push(...(await turn()));
      await sleep(SETTLE_MS);
    }),
  );
  const measured = entries.filter(({ kind }) => !missing.has(kind));
  const why = [...missing].map(([{ name }, reason]) => `${name} was not measured: ${reason}.`);
  return {
    tables: [
      {
        title: "Cold beside peers, Node hello, milliseconds",
        head: ["", "p50", "slowest", "n", "cold is"],
        rows: measured.map(({ kind, samplesMs }) => {
          const { p50, max, count } = summarize(samplesMs);
          return [kind.name, ...[p50, max, count].map(format), kind.coldIs];
        }),
        note: ["The start of a server itself is not counted.", ...why].join(" "),
      },
    ],
    figures: Object.fromEntries(
      measured.map(({ kind, samplesMs }) => [`peersCold.${kind.id}.p50Ms`, summarize(samplesMs).p50]),
    ),
    samples: Object.fromEntries(measured.map(({ kind, samplesMs }) => [kind.id, samplesMs])),
  };
});
