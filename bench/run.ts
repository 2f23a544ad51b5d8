/**
 * `npm run bench`: measures warm invocations and cold starts, each beside peers in the same run, and prints ratios.
 * Absolute figures differ between machines and hours; the ratios hold.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { TimedClient } from "./http-client.ts";
import { summarize, type Summary } from "./statistics.ts";
import { printTable } from "./table.ts";
import { echo } from "./targets/echo.ts";
import { lambkin } from "./targets/lambkin.ts";
import { serverlessOffline } from "./targets/serverless-offline.ts";
import type { Target, TargetKind } from "./targets/target.ts";

const WARM_UP = 300;
const ROUNDS = 10;
const REQUESTS_A_ROUND = 300;
const COLD_STARTS = 20;
/** Each needs a fresh server of a peer, which takes seconds. */
const PEER_COLD_STARTS = 5;

interface Series {
  readonly target: string;
  readonly samplesMs: readonly number[];
}

/** All targets are up at once and take turns, so that drift of the machine hits all alike. */
const measureWarm = async (kinds: readonly TargetKind[]): Promise<readonly Series[]> => {
  await using stack = new AsyncDisposableStack();
  const runs: { readonly target: Target; readonly client: TimedClient; readonly samplesMs: number[] }[] = [];
  for (const kind of kinds) {
    const target = stack.use(await kind.start());
    runs.push({ target, client: stack.use(new TimedClient(target.port)), samplesMs: [] });
  }
  for (const { target, client } of runs) await series(target, client, WARM_UP);
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? runs : runs.toReversed();
    for (const { target, client, samplesMs } of order)
      samplesMs.push(...(await series(target, client, REQUESTS_A_ROUND)));
  }
  return runs.map(({ target, samplesMs }) => ({ target: target.name, samplesMs }));
};

const series = async (target: Target, client: TimedClient, count: number): Promise<readonly number[]> => {
  const samples: number[] = [];
  for (let n = 0; n < count; n += 1) samples.push(await client.post(target.prepare(), target.expected));
  return samples;
};

const measureCold = async (): Promise<readonly Series[]> => [
  { target: lambkin.name, samplesMs: (await lambkin.coldStarts?.(COLD_STARTS)) ?? [] },
  { target: serverlessOffline.name, samplesMs: (await serverlessOffline.coldStarts?.(PEER_COLD_STARTS)) ?? [] },
];

const report = (title: string, measured: readonly Series[], baseline: string): void => {
  const summaries = new Map<string, Summary>(measured.map(({ target, samplesMs }) => [target, summarize(samplesMs)]));
  const base = summaries.get(baseline)?.p50 ?? Number.NaN;
  printTable(
    title,
    ["", "p50 ms", "p90 ms", "p99 ms", "max ms", "n", `p50 / ${baseline}`],
    [...summaries].map(([name, { p50, p90, p99, max, count }]) => [
      name,
      ...[p50, p90, p99, max].map((ms) => ms.toFixed(3)),
      String(count),
      (p50 / base).toFixed(2),
    ]),
  );
};

const { values } = parseArgs({ options: { json: { type: "string" } } });
const warm = await measureWarm([lambkin, echo, serverlessOffline]);
report("Warm invocation, Node hello, one client", warm, echo.name);
const cold = await measureCold();
report("Cold start, Node hello, first invocation", cold, lambkin.name);
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ warm, cold }));
