/**
 * `node bench/cold.ts`: first invocations of functions, with sandboxes that were prepared and without, in turns: one at a
 * time, and 50 at the same moment.
 */
import type { Runtime } from "@aws-sdk/client-lambda";
import { PYTHON } from "../test/support/test-runtimes.ts";
import { type ChapterOptions, runChapter } from "./chapter/chapter.ts";
import { type Findings, format, type Table } from "./chapter/findings.ts";
import { coldStarts, publishLayers } from "./cold/cold-starts.ts";
import { processesAtOnce } from "./cold/processes-at-once.ts";
import { bigNode, layeredNode, nodeWithSdk, pythonWithSdk } from "./samples/cold.ts";
import { bootstrapHello, moduleHello, nodeHello, pythonHello } from "./samples/hello.ts";
import type { Sample } from "./samples/sample.ts";
import { summarize } from "./statistics.ts";
import { LambkinServer } from "./targets/lambkin-server.ts";

const python = pythonHello(PYTHON as Runtime);
const SAMPLES: readonly (readonly [id: string, Sample])[] = [
  ["node", nodeHello],
  ["module", moduleHello],
  ["python", python],
  ["static", bootstrapHello],
  ["layers", layeredNode],
  ["big", bigNode],
  ["nodeSdk", nodeWithSdk],
  ["pythonSdk", pythonWithSdk(PYTHON as Runtime)],
];
const AT_ONCE: readonly (readonly [id: string, Sample])[] = [
  ["node", nodeHello],
  ["python", python],
  ["static", bootstrapHello],
];
const ROUNDS = 2;
const A_ROUND = 6;
/** Of what there is a budget for, with a quantile that a dozen samples do not show. */
const A_ROUND_OF_NODE = 25;
const AT_ONCE_COUNT = 50;

type Samples = Record<string, readonly number[]>;

const oneAtATime = async ({ quick }: ChapterOptions, samples: Samples): Promise<Table> => {
  await using preparing = await LambkinServer.start();
  await using ordinaryOnly = await LambkinServer.start(["--prepared-sandboxes", "0"]);
  const layers = [await publishLayers(preparing), await publishLayers(ordinaryOnly)] as const;
  const rows: (readonly string[])[] = [];
  for (const [id, sample] of SAMPLES) {
    const aRound = sample === nodeHello ? A_ROUND_OF_NODE : A_ROUND;
    const options = { count: quick ? Math.ceil(aRound / 3) : aRound, how: "in turns" } as const;
    const layered = (of: readonly string[]) => ({ ...options, ...(sample === layeredNode && { layers: of }) });
    // The first of its kind is not yet expected by anybody.
    await coldStarts(preparing, sample, { ...layered(layers[0]), count: 1 });
    const [prepared, ordinary]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      prepared.push(...(await coldStarts(preparing, sample, layered(layers[0]))));
      ordinary.push(...(await coldStarts(ordinaryOnly, sample, layered(layers[1]))));
    }
    const [with_, without] = [summarize(prepared), summarize(ordinary)];
    const shown = [with_.p50, with_.p90, with_.p99, without.p50, without.p99, with_.p50 / without.p50];
    rows.push([sample.name, ...shown.map(format)]);
    Object.assign(samples, { [`${id}.prepared`]: prepared, [`${id}.ordinary`]: ordinary });
  }
  return {
    title: "Cold, one at a time, milliseconds",
    head: ["", "prepared p50", "p90", "p99", "ordinary p50", "p99", "prepared / ordinary"],
    rows,
  };
};

const manyAtOnce = async (samples: Samples): Promise<Table> => {
  await using server = await LambkinServer.start(["--memory-mib", "65536"]);
  const rows: (readonly string[])[] = [];
  const add = (name: string, id: string, measured: readonly number[]): void => {
    const { p50, p99, max } = summarize(measured);
    rows.push([name, ...[p50, p99, max].map(format)]);
    Object.assign(samples, { [`${id}.atOnce`]: measured });
  };
  add("bare `node` processes", "process", await processesAtOnce(AT_ONCE_COUNT));
  for (const [id, sample] of AT_ONCE) {
    await coldStarts(server, sample, { count: 1, how: "in turns" });
    add(sample.name, id, await coldStarts(server, sample, { count: AT_ONCE_COUNT, how: "at once" }));
  }
  return { title: `Cold, ${AT_ONCE_COUNT} at the same moment, milliseconds`, head: ["", "p50", "p99", "last"], rows };
};

await runChapter(async (options): Promise<Findings> => {
  const samples: Samples = {};
  const tables = [await oneAtATime(options, samples), await manyAtOnce(samples)];
  const figures = Object.entries(samples).flatMap(([name, measured]) => {
    const { p50, p99 } = summarize(measured);
    return [[`cold.${name}.p50Ms`, p50] as const, [`cold.${name}.p99Ms`, p99] as const];
  });
  return { tables, figures: Object.fromEntries(figures), samples };
});
