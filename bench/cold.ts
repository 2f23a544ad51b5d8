/**
 * `node bench/cold.ts`: cold invocations of functions, with sandboxes that were prepared and without, in turns, one
 * at a time: the first of a version, and later ones when its environments have ended.
 */
import type { Runtime } from "@aws-sdk/client-lambda";
import { PYTHON } from "../test/support/test-runtimes.ts";
import { runChapter } from "./chapter/chapter.ts";
import { type Findings, format } from "./chapter/findings.ts";
import { inTurns } from "./chapter/in-turns.ts";
import { coldStarts, coldStartsAtOnce, IDLE_SETTINGS } from "./cold/cold-starts.ts";
import { figuresOf, type Samples } from "./cold/figures-of.ts";
import { publishLayers } from "./cold/layers.ts";
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
const ROUNDS = 2;
const A_ROUND = 3;
/** Of what there is a budget for, with a quantile that a few samples do not show. */
const A_ROUND_OF_NODE = 12;
/** For a sandbox to be prepared; for one with an SDK loaded in it; where none is. */
const [PREPARING_MS, PREPARING_SDK_MS, ORDINARY_MS] = [220, 700, 60] as const;
const WITH_SDK = new Set(["nodeSdk", "pythonSdk"]);

interface Server {
  readonly server: LambkinServer;
  readonly layers: readonly string[];
  readonly prepares: boolean;
}

const startServer = async (stack: AsyncDisposableStack, { prepares }: Pick<Server, "prepares">): Promise<Server> => {
  const settings = prepares ? [] : ["--prepared-sandboxes", "0"];
  const server = stack.use(await LambkinServer.start([...IDLE_SETTINGS, ...settings]));
  return { server, layers: await publishLayers(server), prepares };
};

/** Adds first and later starts to the samples. */
const measure = async (
  { server, layers, prepares }: Server,
  [id, sample]: (typeof SAMPLES)[number],
  count: number,
  samples: Samples,
): Promise<void> => {
  const name = prepares ? "prepared" : "ordinary";
  const preparingMs = WITH_SDK.has(id) ? PREPARING_SDK_MS : PREPARING_MS;
  const pauseMs = prepares ? preparingMs : ORDINARY_MS;
  const options = { count, pauseMs, ...(sample === layeredNode && { layers }) };
  const { firstMs, laterMs } = await coldStarts(server, sample, options);
  samples[`${id}.${name}.first`] = [...(samples[`${id}.${name}.first`] ?? []), ...firstMs];
  samples[`${id}.${name}.later`] = [...(samples[`${id}.${name}.later`] ?? []), ...laterMs];
};

const row = ([id, { name }]: (typeof SAMPLES)[number], samples: Samples): readonly string[] => {
  const of = (which: string) => summarize(samples[`${id}.${which}`] ?? []);
  const [first, later] = [of("prepared.first"), of("prepared.later")];
  const [ordinaryFirst, ordinaryLater] = [of("ordinary.first"), of("ordinary.later")];
  const shown = [first.p50, first.max, later.p50, later.max, ordinaryFirst.p50, ordinaryLater.p50];
  return [name, ...[...shown, later.p50 / ordinaryLater.p50].map(format)];
};

await runChapter(async ({ quick }): Promise<Findings> => {
  await using stack = new AsyncDisposableStack();
  const preparing = await startServer(stack, { prepares: true });
  const ordinaryOnly = await startServer(stack, { prepares: false });
  const samples: Samples = {};
  for (const each of SAMPLES) {
    const aRound = each[1] === nodeHello ? A_ROUND_OF_NODE : A_ROUND;
    const count = quick ? Math.ceil(aRound / 2) : aRound;
    // The first of its kind is not yet expected by anybody.
    await coldStartsAtOnce(preparing.server, each[1], 1);
    await inTurns([preparing, ordinaryOnly], quick ? 1 : ROUNDS, (server) => measure(server, each, count, samples));
  }
  return {
    tables: [
      {
        title: "Cold, one at a time, milliseconds",
        head: [
          "",
          "first p50",
          "slowest",
          "later p50",
          "slowest",
          "ordinary first",
          "ordinary later",
          "later / ordinary",
        ],
        rows: SAMPLES.map((each) => row(each, samples)),
        note: "First is the first start a version ever had, later one after its environments have ended; ordinary is without prepared sandboxes.",
      },
    ],
    figures: figuresOf(samples),
    samples,
  };
});
