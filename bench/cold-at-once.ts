/** `node bench/cold-at-once.ts`: 50 first invocations at the same moment, each of another function. */
import type { Runtime } from "@aws-sdk/client-lambda";
import { PYTHON } from "../test/support/test-runtimes.ts";
import { runChapter } from "./chapter/chapter.ts";
import { type Findings, format } from "./chapter/findings.ts";
import { inTurns } from "./chapter/in-turns.ts";
import { coldStartsAtOnce } from "./cold/cold-starts.ts";
import { figuresOf, type Samples } from "./cold/figures-of.ts";
import { processesAtOnce } from "./cold/processes-at-once.ts";
import { bootstrapHello, nodeHello, pythonHello } from "./samples/hello.ts";
import type { Sample } from "./samples/sample.ts";
import { summarize } from "./statistics.ts";
import { LambkinServer } from "./targets/lambkin-server.ts";

const SAMPLES: readonly (readonly [id: string, Sample])[] = [
  ["node", nodeHello],
  ["python", pythonHello(PYTHON as Runtime)],
  ["static", bootstrapHello],
];
const COUNT = 50;
const ROUNDS = 3;

await runChapter(async ({ quick }): Promise<Findings> => {
  await using server = await LambkinServer.start(["--memory-mib", "65536"]);
  const samples: Samples = {};
  const add = (id: string, measured: readonly number[]): void => {
    samples[`${id}.atOnce`] = [...(samples[`${id}.atOnce`] ?? []), ...measured];
  };
  // The first of its kind is not yet expected by anybody.
  for (const [, sample] of SAMPLES) await coldStartsAtOnce(server, sample, 1);
  await inTurns([["process"] as const, ...SAMPLES], quick ? 1 : ROUNDS, async ([id, sample]) =>
    add(id, await (sample === undefined ? processesAtOnce(COUNT) : coldStartsAtOnce(server, sample, COUNT))),
  );
  const rows = [["process", "bare `node` processes"] as const, ...SAMPLES.map(([id, { name }]) => [id, name] as const)];
  return {
    tables: [
      {
        title: `Cold, ${COUNT} at the same moment, milliseconds`,
        head: ["", "p50", "p90", "p99", "last"],
        rows: rows.map(([id, name]) => {
          const { p50, p90, p99, max } = summarize(samples[`${id}.atOnce`] ?? []);
          return [name, ...[p50, p90, p99, max].map(format)];
        }),
      },
    ],
    figures: figuresOf(samples),
    samples,
  };
});
